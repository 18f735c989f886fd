SELECT *
FROM actors
WHERE actor_id = $actor
