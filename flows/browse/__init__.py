"""A local web app on the published tables: a view is a function, queries in sql/ and a page in templates/."""
