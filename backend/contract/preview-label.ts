/**
 * What the list's preview says of a message without words of its own. An interface in another language
 * puts its own words in place of these.
 */
export type PreviewLabel =
  | 'Photo'
  | 'Video'
  | 'Voice message'
  | 'Audio'
  | 'Document'
  | 'Sticker'
  | 'Location'
  | 'Address'
  | 'Form'
  | 'Order'
  | 'Product'
  | 'Calls allowed'
  | 'Calls declined';
