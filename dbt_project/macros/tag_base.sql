{% macro tag_base() -%}
    {# The tags of the version that a new one is compared with: a refresh puts them there before the build, in a
       table that no model writes, so that a build by hand harms nothing. Nothing before the first version. #}
    {{ return(adapter.get_relation(target.database, target.schema, "tag_base")) }}
{%- endmacro %}
