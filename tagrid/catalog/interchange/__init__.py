"""The catalog in the forms that others read: SKOS for vocabularies, Excel for business people, JSON for programs."""
