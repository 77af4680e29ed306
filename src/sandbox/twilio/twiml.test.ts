import { describe, expect, it } from 'vitest';
import { parseTwiml } from './twiml.ts';

const inResponse = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Response>${content}</Response>`;

function read(content: string) {
  const parsed = parseTwiml(inResponse(content));
  if (parsed.kind === 'broken') throw new Error(parsed.reason);
  return { verbs: parsed.verbs, codes: parsed.warnings.map(({ code }) => code) };
}

describe('a document', () => {
  it('is read verb by verb, entities and CDATA resolved', () => {
    const { verbs, codes } = read(
      '<Say language="de-DE" voice="Polly.Vicki">M&#252;ller &amp; S&#xF6;hne <![CDATA[<3]]></Say><!-- x --><Hangup/>',
    );

    expect(codes).toEqual([]);
    expect(verbs).toEqual([
      { verb: 'Say', text: 'Müller & Söhne <3', language: 'de-DE', voice: 'Polly.Vicki' },
      { verb: 'Hangup' },
    ]);
  });

  it.each([
    ['a space before the declaration', ` ${inResponse('<Hangup/>')}`],
    ['another root', '<response><Hangup/></response>'],
    ['nothing', ''],
    ['JSON', '{"say":"hello"}'],
    ['an element that is not closed', inResponse('<Say>hello')],
    ['elements that cross', inResponse('<Gather><Say>hello</Gather></Say>')],
    ['an attribute without quotes', inResponse('<Gather timeout=5/>')],
    ['an attribute twice', inResponse('<Gather timeout="5" timeout="6"/>')],
    ['a bare ampersand', inResponse('<Say>Smith & Sons</Say>')],
    ['a bare angle bracket', inResponse('<Say>a < b</Say>')],
    ['an angle bracket in an attribute', inResponse('<Gather hints="a<b"/>')],
    ['an unknown entity', inResponse('<Say>&nbsp;</Say>')],
    ['a control character', inResponse('<Say>bell \u0007</Say>')],
    ['a reference to a control character', inResponse('<Say>&#7;</Say>')],
    ['half an emoji', inResponse('<Say>\uD83D</Say>')],
    ['a document type', `<!DOCTYPE x><Response/>`],
    ['two roots', '<Response/><Response/>'],
    ['words after the end', `${inResponse('')} bye`],
  ])('with %s cannot be read', (_what, text) => {
    expect(parseTwiml(text)).toMatchObject({ kind: 'broken' });
  });
});

describe('<Gather>', () => {
  it('has Twilio’s defaults', () => {
    expect(read('<Gather/>').verbs).toEqual([
      {
        verb: 'Gather',
        speech: false,
        dtmf: true,
        method: 'POST',
        timeoutSeconds: 5,
        language: 'en-US',
        hints: '',
        bargeIn: true,
        actionOnEmptyResult: false,
        finishOnKey: '#',
        prompt: [],
      },
    ]);
  });

  it('takes speech and keys, a prompt, and everything that its page lists', () => {
    const { verbs, codes } = read(
      '<Gather input="dtmf speech" action="/voice/step?n=1&amp;x=2" method="POST" timeout="6" speechTimeout="auto" ' +
        'language="es-ES" hints="Zendesk, Dentrix" bargeIn="false" actionOnEmptyResult="true" numDigits="1" ' +
        'finishOnKey="" profanityFilter="false" maxSpeechTime="30"><Say>Hola</Say><Pause length="1"/></Gather>',
    );

    expect(codes).toEqual([]);
    expect(verbs[0]).toMatchObject({
      speech: true,
      dtmf: true,
      action: '/voice/step?n=1&x=2',
      timeoutSeconds: 6,
      language: 'es-ES',
      hints: 'Zendesk, Dentrix',
      bargeIn: false,
      actionOnEmptyResult: true,
      numDigits: 1,
      finishOnKey: '',
      prompt: [{ verb: 'Say', text: 'Hola' }, { verb: 'Pause' }],
    });
  });

  it.each([
    ['input="voice"', 13326],
    ['timeout="-1"', 13313],
    ['speechTimeout="soon"', 13327],
    ['language="English!"', 13331],
    ['bargeIn="yes"', 13332],
    ['numDigits="0"', 13314],
    ['finishOnKey="A"', 13310],
    ['method="PUT"', 13312],
    ['actionOnEmptyResult="1"', 13338],
    ['speechTimeout="auto" speechModel="default"', 13335],
    ['colour="red"', 12200],
  ])('with %s draws the warning %d', (attributes, code) => {
    expect(read(`<Gather ${attributes}/>`).codes).toEqual([code]);
  });

  it('holds what is heard and nothing else', () => {
    const { verbs, codes } = read('<Gather><Say>Yes?</Say><Hangup/>loose</Gather>');

    expect(verbs[0]).toMatchObject({ prompt: [{ text: 'Yes?' }] });
    expect(codes).toEqual([12200, 13320]);
  });
});

describe('what Twilio would skip', () => {
  it('is skipped with a warning', () => {
    const { verbs, codes } = read('<say>no</say><Speak>no</Speak><Say/><Say>yes</Say>loose');

    expect(verbs).toMatchObject([{ verb: 'Say', text: 'yes' }]);
    expect(codes).toEqual([12200, 12200, 12200, 13520]);
  });

  it('includes what is too long to be said', () => {
    expect(read(`<Say>${'a'.repeat(4_097)}</Say>`)).toEqual({ verbs: [], codes: [13521] });
  });

  it('includes kinds of transfer that are not simulated', () => {
    expect(read('<Dial><Sip>sip:x@y</Sip></Dial>').codes).toEqual([12200]);
    expect(read('<Dial action="/done"><Number>+15555550177</Number></Dial>')).toEqual({
      verbs: [{ verb: 'Dial', number: '+15555550177', action: '/done', method: 'POST' }],
      codes: [],
    });
  });
});
