/**
 * What Teams takes. Sizes: "Format your bot messages" (about 100 KB as UTF-16 for a message, 28 KB where a card is
 * posted by other ways); the smaller one is kept, with room for the activity around the card. Sixty ids:
 * "User specific views" in the Universal Actions guide. Six actions: the card reference for Teams.
 */
export const LIMITS = {
  /** A card as UTF-8 JSON, without the activity that carries it. */
  cardBytes: 26_000,
  /** Of a card that is all text: with these two it fits whatever stands in it. */
  cardText: 5_000,
  cardLines: 60,
  /** Of one card or action set; what comes after the sixth is dropped. */
  actionsPerCard: 6,
  /** Of one plan on somebody's home. */
  homePlanBytes: 4_000,
  refreshUserIds: 60,
  url: 1_000,
  /** A longer one is cut by phones at 320 px with two buttons in a row. */
  buttonTitle: 20,
  /** Of a button with a line of its own. */
  choiceTitle: 32,
  inputLength: 3_000,
  /** The line of a notification, and what stands in the list of chats. */
  summary: 300,
} as const;

/** A reason typed into the denial form. */
export const REASON_LENGTH = 500;

/** How much of each thing is worth showing on a phone. */
export const SHOWN = {
  name: 80,
  identifiedBy: 300,
  reason: 500,
  /** Who else is needed, and what is waited for. */
  others: 200,
  ticketLabel: 60,
  homeTitle: 200,
  homeRequests: 20,
  /** Approvals on somebody's home; fewer where they do not fit. */
  homeCards: 5,
  homeSteps: 3,
  homeClients: 15,
  problem: 100,
} as const;

/** How much of a plan and of what led to it a card shows. */
export interface Detail {
  requestText: number;
  requestLines: number;
  diagnosis: number;
  /** Of each note that a technician has written on the ticket. */
  ticketNote: number;
  stepSummary: number;
  /** Facts of each step; what is left out is counted. */
  facts: number;
  factLabel: number;
  factValue: number;
  riskReason: number;
  riskReasons: number;
  /** Steps listed, more than a plan can have; what is left out is counted, and how much of it is high risk. */
  steps: number;
}

/** From the most to the least: a card has the first that fits. What will change is the last to become shorter. */
export const DETAILS: readonly Detail[] = [
  detail({}),
  detail({ diagnosis: 250, requestText: 300, requestLines: 4 }),
  detail({
    diagnosis: 0,
    requestText: 200,
    requestLines: 2,
    ticketNote: 150,
    factValue: 250,
    riskReason: 200,
  }),
  detail({
    diagnosis: 0,
    requestText: 120,
    requestLines: 1,
    ticketNote: 100,
    facts: 3,
    factLabel: 80,
    factValue: 100,
    riskReason: 120,
    riskReasons: 2,
    stepSummary: 300,
  }),
  detail({
    diagnosis: 0,
    requestText: 120,
    requestLines: 1,
    ticketNote: 0,
    facts: 0,
    riskReasons: 0,
    stepSummary: 120,
  }),
];

/** Of a high-risk plan that can be signed on somebody's home: facts and reasons as on its card. */
export const HOME_DETAIL: Detail = detail({ requestText: 300, requestLines: 4 });

function detail(less: Partial<Detail>): Detail {
  return {
    requestText: 900,
    requestLines: 12,
    diagnosis: 700,
    ticketNote: 300,
    stepSummary: 600,
    facts: 12,
    factLabel: 120,
    factValue: 500,
    riskReason: 300,
    riskReasons: 6,
    steps: 12,
    ...less,
  };
}
