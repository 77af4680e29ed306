import { durationOf, endsOf } from './call-parameters.ts';
import { countSegments } from './segments.ts';
import type { Call, Line, Message, TwilioState } from './state.ts';
import { API_VERSION, formatRfc2822 } from './wire-format.ts';

/** A text as the API describes it. */
export function presentMessage({ accountSid }: TwilioState, message: Message): object {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    sid: message.sid,
    account_sid: accountSid,
    api_version: API_VERSION,
    messaging_service_sid: message.messagingServiceSid ?? null,
    // A messaging service chooses the sender later.
    from: message.status === 'accepted' ? null : message.from,
    to: message.to,
    body: message.body,
    direction: message.direction,
    status: message.status,
    error_code: message.errorCode ?? null,
    error_message: null,
    num_segments: message.status === 'accepted' ? '0' : String(countSegments(message.body)),
    num_media: '0',
    price: null,
    price_unit: 'USD',
    date_created: formatRfc2822(message.createdAt),
    date_updated: formatRfc2822(message.updatedAt),
    date_sent: message.sentAt ? formatRfc2822(message.sentAt) : null,
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` },
  };
}

/** A call as the API describes it. */
export function presentCall({ accountSid }: TwilioState, call: Call): object {
  const uri = `/${API_VERSION}/Accounts/${accountSid}/Calls/${call.sid}`;
  const { from, to } = endsOf(call);
  return {
    sid: call.sid,
    account_sid: accountSid,
    api_version: API_VERSION,
    parent_call_sid: null,
    phone_number_sid: call.line.sid,
    from,
    from_formatted: from,
    to,
    to_formatted: to,
    direction: call.direction,
    status: call.status,
    answered_by: call.answeredBy ?? null,
    forwarded_from: null,
    caller_name: null,
    group_sid: null,
    trunk_sid: null,
    queue_time: '0',
    start_time: call.answeredAt ? formatRfc2822(call.answeredAt) : null,
    end_time: call.endedAt ? formatRfc2822(call.endedAt) : null,
    duration: call.endedAt ? String(durationOf(call)) : null,
    price: null,
    price_unit: 'USD',
    date_created: formatRfc2822(call.createdAt),
    date_updated: formatRfc2822(call.updatedAt),
    uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json` },
  };
}

/** A number of the account as the API describes it. */
export function presentLine({ accountSid }: TwilioState, line: Line): object {
  const webhooks = line.webhooks;
  return {
    sid: line.sid,
    account_sid: accountSid,
    api_version: API_VERSION,
    phone_number: line.number,
    friendly_name: line.number,
    capabilities: { voice: true, sms: true, mms: false, fax: false },
    voice_url: webhooks?.voiceUrl ?? '',
    voice_method: 'POST',
    voice_fallback_url: webhooks?.voiceFallbackUrl ?? null,
    voice_fallback_method: 'POST',
    sms_url: webhooks?.smsUrl ?? '',
    sms_method: 'POST',
    status_callback: webhooks?.statusUrl ?? '',
    status_callback_method: 'POST',
    status: 'in-use',
    date_created: formatRfc2822(line.createdAt),
    date_updated: formatRfc2822(line.createdAt),
    uri: `/${API_VERSION}/Accounts/${accountSid}/IncomingPhoneNumbers/${line.sid}.json`,
  };
}
