{% macro tag_base(name="tag_base") -%}
    {# The tags of the version that a new one is compared with; `tag_held` shows them as a tag that is not due
       keeps them, late rows considered: a refresh puts them there before the build, in a
       table that no model writes, so that a build by hand harms nothing. Nothing before the first version; what is
       compiled for the days to come (`held` is text then) always has a version before it. #}
    {%- if asked("held") and asked("held") is string -%}
        {{ return(this.incorporate(path={"identifier": name})) }}
    {%- endif -%}
    {{ return(adapter.get_relation(target.database, target.schema, name)) }}
{%- endmacro %}
