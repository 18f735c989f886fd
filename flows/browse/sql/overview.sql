SELECT batch_date, count(*) AS articles, sum(quote_count)::BIGINT AS quotes, sum(entity_count)::BIGINT AS entities,
  sum(sentence_count)::BIGINT AS sentences, sum(token_count)::BIGINT AS tokens,
  count(DISTINCT publisher) AS publishers
FROM articles
GROUP BY batch_date
ORDER BY batch_date DESC
