/** The version that every path and webhook names. */
export const API_VERSION = '2010-04-01';

/** As Twilio writes instants: `Mon, 23 Nov 2026 07:47:00 +0000`. */
export function formatRfc2822(instant: Date): string {
  return instant.toUTCString().replace('GMT', '+0000');
}

/** Whether this is a telephone number in E.164: `+15555550142`. North American ones have ten digits after the 1. */
export function isPhoneNumber(text: string): boolean {
  return /^\+1[2-9]\d{9}$/.test(text) || /^\+[2-9]\d{6,14}$/.test(text);
}
