/**
 * Who may import whom, as docs and READMEs say it: main → app → everything; bots, jobs → flows → tool contracts →
 * models → hall. The machine-readable house rules; test/architecture proves that they catch what they forbid.
 */

/** Small leaves that anyone may use: every file right under src that is not the composition root. */
const ROOT =
  '^src/(main|start|app|server|settings|check-connections|connect-vendors|downloads|integration-admin|listen|live-vendors|vendor-systems)\\.ts$';
const HALL =
  '^src/(background|clock|config|config-variables|entra-token|errors|exchange-log|finding|held-token|http|http-failures|ids|logger|message-queues|metrics|passwords|person-limit|remember|seal|system-titles|visible-text)\\.ts$';
const TEST = '(\\.test\\.tsx?|\\.fixture\\.ts)$';
const CONTRACTS = '^src/tools/[^/]+\\.ts$';
const STORES = '^src/models/mongoose/';
const VENDORS = '^src/tools/[^/]+/';

const npm = (...names) => `(^|/)node_modules/(${names.join('|')})/`;

/** Room files themselves, their tests apart: tests may use the simulators and test/support. */
const room = (path) => ({ path, pathNot: TEST });

const onlyIn = (name, packages, places, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^src/', pathNot: [TEST, ...places] },
  to: { path: npm(...packages) },
});

const mayNot = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    mayNot('no-circles', {}, { circular: true }, 'Files that import each other are one file in two.'),
    mayNot(
      'no-orphans',
      {
        orphan: true,
        path: '^(src|scripts|test)/',
        pathNot: [TEST, '\\.d\\.ts$', '^scripts/is-ready\\.mjs$', '\\.setup\\.ts$'],
      },
      {},
      'What nobody imports is dead, unless it is a way in.',
    ),
    mayNot('no-unresolved', {}, { couldNotResolve: true }, 'What is imported has to be there.'),
    mayNot(
      'declared-packages-only',
      { path: '^src/', pathNot: [TEST, '^src/sandbox/'] },
      { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
      'An installation for production has no development dependencies.',
    ),
    mayNot(
      'tests-are-not-imported',
      { path: '^(src|scripts)/', pathNot: TEST },
      { path: ['^test/', TEST] },
      'Product code does not lean on test code.',
    ),

    mayNot(
      'hall-knows-no-room',
      room(HALL),
      { path: '^src/', pathNot: HALL },
      'The hall is leaves: its files import each other at most.',
    ),
    mayNot(
      'models-know-nouns-only',
      room('^src/models/'),
      { path: '^src/', pathNot: [HALL, '^src/models/'] },
      'Models import the hall.',
    ),
    mayNot(
      'nouns-know-no-database',
      room('^src/models/[^/]+\\.ts$'),
      { path: STORES },
      'Nouns are stored; they do not know where.',
    ),
    mayNot(
      'contracts-know-no-vendor',
      room(CONTRACTS),
      { path: '^src/', pathNot: [HALL, '^src/models/[^/]+\\.ts$', CONTRACTS] },
      'What a tool, a PSA or a directory is does not depend on who makes it.',
    ),
    mayNot(
      'vendors-know-contracts-only',
      room(VENDORS),
      { path: '^src/', pathNot: [HALL, '^src/models/[^/]+\\.ts$', CONTRACTS, VENDORS] },
      'A vendor implements contracts; flows, surfaces and stores are not its business.',
    ),
    mayNot(
      'vendors-are-strangers',
      { path: '^src/tools/([^/]+)/' },
      { path: VENDORS, pathNot: '^src/tools/$1/' },
      'One vendor never imports another.',
    ),
    mayNot(
      'flows-know-no-vendor-and-no-surface',
      room('^src/flows/'),
      { path: '^src/', pathNot: [HALL, '^src/models/[^/]+\\.ts$', CONTRACTS, '^src/flows/'] },
      'Flows see nouns and contracts; the composition root hands them the rest.',
    ),
    mayNot(
      'surfaces-know-flows-only',
      room('^src/bots/'),
      { path: '^src/', pathNot: [HALL, '^src/models/[^/]+\\.ts$', CONTRACTS, '^src/flows/', '^src/bots/'] },
      'A surface speaks to the desk.',
    ),
    mayNot(
      'surfaces-are-strangers',
      { path: '^src/bots/([^/]+)/' },
      { path: '^src/bots/[^/]+/', pathNot: '^src/bots/$1/' },
      'One surface never imports another.',
    ),
    mayNot(
      'jobs-know-flows-only',
      room('^src/jobs/'),
      { path: '^src/', pathNot: [HALL, '^src/models/', CONTRACTS, '^src/flows/', '^src/jobs/'] },
      'Jobs are the clock, on the stores’ own connection; what is due is the flows’ matter.',
    ),
    mayNot(
      'sandbox-is-outside',
      room('^src/(?!sandbox/)'),
      { path: '^src/sandbox/', pathNot: '^src/sandbox/index\\.ts$' },
      'The product does not know its simulators.',
    ),
    mayNot(
      'sandbox-is-started-in-one-place',
      { path: '^src/(?!sandbox/)', pathNot: [TEST, '^src/start\\.ts$'] },
      { path: '^src/sandbox/' },
      'Only the composition root starts the sandbox.',
    ),
    mayNot(
      'simulators-know-no-product',
      room(
        '^src/sandbox/(slack|teams|twilio|microsoft|connectwise|halopsa|autotask|jira|hudu|itglue|openai|embedded-mongodb)/',
      ),
      { path: '^src/', pathNot: [HALL, '^src/sandbox/'] },
      'A simulator that shared code with the product would agree with its mistakes.',
    ),
    mayNot(
      'simulators-are-strangers',
      room(
        '^src/sandbox/(slack|teams|twilio|microsoft|connectwise|halopsa|autotask|jira|hudu|itglue|openai|embedded-mongodb)/',
      ),
      {
        path: '^src/sandbox/(slack|teams|twilio|microsoft|connectwise|halopsa|autotask|jira|hudu|itglue|openai|embedded-mongodb)/',
        pathNot: '^src/sandbox/$1/',
      },
      'One simulated vendor never imports another.',
    ),
    mayNot(
      'nobody-imports-the-process',
      { path: '^(src|test|scripts)/' },
      { path: '^src/main\\.ts$' },
      'main.ts runs when it is imported.',
    ),
    mayNot(
      'rooms-do-not-import-the-root',
      { path: '^src/', pathNot: [TEST, ROOT, '^src/sandbox/(start-sandbox|index)\\.ts$'] },
      { path: ROOT },
      'The composition root imports rooms, not the other way round.',
    ),

    onlyIn('bolt-in-slack', ['@slack/bolt'], ['^src/bots/slack/'], 'Slack’s framework stays in its room.'),
    onlyIn(
      'slack-sdk-in-slack',
      ['@slack/[^/]+'],
      ['^src/bots/slack/', '^src/sandbox/(slack|console)/'],
      'Slack’s own types stay where Slack is spoken.',
    ),
    onlyIn(
      'botbuilder-in-one-file',
      ['botbuilder[^/]*', 'botframework-[^/]+'],
      ['^src/bots/teams/adapter\\.ts$'],
      'Its maintenance has ended: a move to its successor is one file.',
    ),
    onlyIn('twilio-in-voice', ['twilio'], ['^src/bots/voice/'], 'Twilio’s library stays in its room.'),
    onlyIn(
      'graph-client-in-its-room',
      ['@microsoft/microsoft-graph-client'],
      ['^src/tools/microsoft-graph/'],
      'The Graph client stays in its room.',
    ),
    onlyIn(
      'openai-in-one-file',
      ['openai'],
      ['^src/tools/openai/api\\.ts$'],
      'The rest sees a LanguageModel.',
    ),
    onlyIn(
      'openid-client-in-one-file',
      ['openid-client'],
      ['^src/entra-token\\.ts$'],
      'The rest sees a token.',
    ),
    onlyIn('agenda-in-jobs', ['agenda', '@agendajs/[^/]+'], ['^src/jobs/'], 'Time has one room.'),
    onlyIn(
      'database-in-stores',
      ['mongoose', 'mongodb'],
      [STORES, '^src/jobs/', '^src/sandbox/'],
      'Stores know the database; jobs lend their connection to Agenda.',
    ),
    onlyIn(
      'express-where-http-comes-in',
      ['express'],
      ['^src/(app|downloads|listen|server)\\.ts$', '^src/bots/', '^src/sandbox/'],
      'Flows are not asked over HTTP.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/sandbox/console/page/.*\\.css$' },
    // TypeScript 7 has no API for other tools: without swc nothing would be cruised, and nothing complained about.
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.d.ts'],
    },
  },
};
