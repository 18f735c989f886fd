SELECT actor_id, name, label, quote_count, article_count, first_seen, last_seen
FROM actors
WHERE name = $name OR list_contains(list_transform(other_names, lambda one: one.name), $name)
ORDER BY quote_count DESC, name, actor_id
LIMIT $limit
