/** A person's name as people write it: one to three capitalised words. */
const NAME = String.raw`\p{Lu}[\p{L}-]+(?:\s+\p{Lu}[\p{L}-]+){0,2}`;

const NAMED = [
  `(${NAME})['’]s\\s`,
  `\\b(?:for|of)\\s+(${NAME})`,
  `\\b(?:[Rr]emove|[Tt]ake|[Gg]ive|[Aa]dd)\\s+(${NAME})\\s+(?:from|out|access|a|to)\\b`,
  `\\b(?:[Dd]isable|[Bb]lock|[Dd]eactivate|[Oo]ffboard|[Ee]nable|[Rr]eactivate|[Uu]nblock)\\s+(${NAME})`,
  `\\b(?:[Cc]an|[Cc]ould|[Mm]ay)\\s+(${NAME})\\s+(?:get|have)\\b`,
  `(${NAME})\\s+(?:has left|left|is leaving|leaves|needs|is back|no longer)`,
].map((pattern) => new RegExp(pattern, 'u'));

/** Capitalised at the start of a sentence, and nobody's name. */
const NO_NAME =
  /^(?:I|It|What|Who|That|There|Here|Let|He|She|Please|Can|Could|Remove|Revoke|Take|Give|Add|Disable|Enable|Block)\b\s*/u;

/**
 * Whom a request is about when it is not the requester: `Noor Nasser's access`, `for Sam Silva`. Undefined when no other
 * person is named.
 */
export function personIn(text: string): string | undefined {
  const things = thingsIn(text);
  return NAMED.map((pattern) => pattern.exec(text)?.[1]?.replace(NO_NAME, ''))
    .filter((name) => name !== undefined && name.length > 1)
    .find((name) => name !== undefined && !things.includes(name));
}

/** What somebody wants to use: `Zendesk and Power BI` → `Zendesk`, `Power BI`. Empty when no pattern fits. */
export function thingsIn(text: string): string[] {
  for (const pattern of THINGS) {
    const found = pattern.exec(text)?.groups?.['things'];
    const things = found === undefined ? [] : listed(found);
    if (things.length > 0) return things;
  }
  return [];
}

const THINGS = [
  /\b(?:access|permissions?|rights|log ?in|sign ?in)\s+(?:to|on|in|into)\s+(?<things>.+)/isu,
  /\b(?:add(?:ed)?|put)\s+(?:\S+\s+){1,2}?(?:to|in|into)\s+(?<things>.+)/isu,
  /\b(?:out of|from)\s+(?<things>.+)/isu,
  /\b(?:needs?|wants?|gets?|have|give me|assign(?: me)?|order|request|revoke|remove)\s+(?<things>.+?)\s+(?:licen[cs]es?|access|accounts?|seats?)\b/isu,
  /\blicen[cs]es?\s+(?:for|of)\s+(?<things>.+)/isu,
];

/** Where the thing ends and the story goes on. */
const TAIL =
  /[.?!\n;(]|\s+(?:please|so that|so|because|since|for|as|asap|today|tomorrow|by|until|when|which|that|in order|to|with|from|now|thanks?|like|urgently)\b/iu;

const FILLER =
  /^(?:an?|the|our|my|some|both|me)\s+|\s+(?:groups?|apps?|applications?|licen[cs]es?|accounts?|seats?|access|system)$/giu;

function listed(found: string): string[] {
  const [head = ''] = found.split(TAIL);
  return head
    .split(/\s*(?:,|&|\+|\band\b|\bplus\b)\s*/iu)
    .map((part) =>
      part
        .replace(/["'“”‘’*_`]/gu, '')
        .replace(FILLER, '')
        .replace(FILLER, '')
        .trim(),
    )
    .filter((part) => part.length > 1);
}

/** Only letters and digits, lower case: `POWER_BI_PRO` and `Power BI Pro` are the same. */
export function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
