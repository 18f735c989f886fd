"""Pages of the web: the article, its title, authors and dates."""
