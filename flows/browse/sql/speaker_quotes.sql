WITH found AS (
  SELECT batch_date, published_at, publisher, type, speaker_name, speaker_mention, speaker_title,
  speaker_organisation,
    speaker_label, quote_text, confidence, is_speech, article_id, quote_id, quote_index
  FROM quotes
  WHERE {where}
)
SELECT found.*
FROM found
SEMI JOIN newest USING (article_id, batch_date)
