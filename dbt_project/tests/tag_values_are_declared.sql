-- A value outside the catalog, or a column without a tag, must not be published.
select tag, value, customers from {{ ref("catalog_counts") }} where not is_declared
