/** The alphabet of plain texts, GSM 03.38; the last line counts twice. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_DOUBLE = '^{}\\[~]|€\f';

/** How many parts a text is sent in: 160 plain characters or 70 others; a little less each where there are several. */
export function countSegments(body: string): number {
  const characters = Array.from(body);
  const isPlain = characters.every((one) => GSM.includes(one) || GSM_DOUBLE.includes(one));
  const length = isPlain
    ? characters.reduce((sum, one) => sum + (GSM_DOUBLE.includes(one) ? 2 : 1), 0)
    : body.length;
  const [single, several] = isPlain ? [160, 153] : [70, 67];
  return length <= single ? 1 : Math.ceil(length / several);
}
