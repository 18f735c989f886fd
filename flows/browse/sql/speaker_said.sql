SELECT batch_date, published_at, publisher, type, speaker_name, speaker_mention, speaker_title, speaker_label,
  quote_text, confidence, is_speech, article_id, quote_id, quote_index
FROM speaker_quotes
ORDER BY batch_date DESC, published_at DESC NULLS LAST, article_id, quote_index
LIMIT $limit OFFSET $skip
