SELECT actor_id, name, label, pronoun, quote_count, mention_count, article_count, publisher_count, first_seen,
  last_seen, is_ambiguous, list_transform(titles, lambda one: one.text) AS titles
FROM actors
WHERE $name IS NULL OR contains(lower(name), lower($name))
  OR len(list_filter(other_names, lambda one: contains(lower(one.name), lower($name)))) > 0
ORDER BY quote_count DESC, mention_count DESC, name, actor_id
LIMIT $limit OFFSET $skip
