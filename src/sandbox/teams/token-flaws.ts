/** What can be wrong with a token that claims to come from the Bot Framework. */
export type TokenFlaw =
  | 'missing'
  | 'unsigned'
  | 'wrong_signature'
  | 'unknown_key'
  | 'unendorsed_key'
  | 'wrong_audience'
  | 'wrong_issuer'
  | 'wrong_service_url'
  | 'no_service_url'
  | 'expired'
  | 'not_yet_valid';
