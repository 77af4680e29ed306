import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeTools } from '../../test/contracts/tool.contract.ts';
import { brightfieldInHudu, type HuduBench, lakesideInHudu, openHuduBench } from '../../test/support/hudu.ts';
import { type ItGlueBench, lakesideInItGlue, openItGlueBench } from '../../test/support/itglue.ts';
import { demoRunbooks, tamperedRunbook } from '../sandbox/demo-runbooks.ts';
import type { Documentation } from './documentation.ts';
import { documentationTools } from './documentation-tools.ts';
import type { ToolScope } from './tool.ts';

const scopeWith = (
  documentation: ToolScope['documentation'],
  signal = new AbortController().signal,
): ToolScope => ({ clientId: 'cli_1', tenantId: 'tenant', documentation, signal });

const inHudu = { name: 'hudu', companyId: lakesideInHudu };
const inItGlue = { name: 'itglue', companyId: lakesideInItGlue };

/** The first article of the demo runbooks in the simulated Hudu: Lakeside’s “Zendesk access”. */
const zendeskInHudu = 'hudu:301';

describeTools('documentation', {
  integration: 'documentation',
  async open() {
    const { hudu, vendor, clock } = await openHuduBench(demoRunbooks);
    return {
      tools: documentationTools([hudu.documentation]),
      clock,
      scope: () => scopeWith([inHudu]),
      faults: vendor.faults,
      observe: (observer) => vendor.observe(observer),
      changePaths: /./,
      reset: () => undefined,
      close: () => vendor.close(),
    };
  },
  reads: [
    { tool: 'search_runbooks', given: { words: 'zendesk' }, showsNoTargets: true },
    { tool: 'read_runbook', given: { runbookId: zendeskInHudu }, showsNoTargets: true },
  ],
  writes: [],
});

describe('runbooks of two systems side by side', () => {
  let hudu: HuduBench;
  let itglue: ItGlueBench;

  beforeEach(async () => {
    [hudu, itglue] = await Promise.all([openHuduBench(demoRunbooks), openItGlueBench(demoRunbooks)]);
  });

  afterEach(() => Promise.all([hudu.vendor.close(), itglue.vendor.close()]));

  const tools = () => documentationTools([hudu.hudu.documentation, itglue.itglue.documentation]);
  const run = (name: string, given: Record<string, unknown>, scope = scopeWith([inHudu, inItGlue])) => {
    const tool = tools().find((one) => one.name === name);
    if (!tool) throw new RangeError(name);
    return tool.run(scope, tool.input.parse(given));
  };
  const search = (words: string, scope?: ToolScope) => run('search_runbooks', { words }, scope);
  const read = (runbookId: string, scope?: ToolScope) => run('read_runbook', { runbookId }, scope);
  const idsIn = (data: unknown) =>
    (data as { runbooks: { runbookId: string }[] }).runbooks.map(({ runbookId }) => runbookId);

  it('are searched together, the best of each first, and read by what the search named', async () => {
    const { data, evidence } = await search('zendesk access');

    expect(
      idsIn(data)
        .slice(0, 2)
        .map((id) => id.split(':')[0]),
    ).toEqual(['hudu', 'itglue']);
    const { runbooks } = data as { runbooks: { title: string }[] };
    expect(runbooks.slice(0, 2).map(({ title }) => title)).toEqual(['Zendesk access', 'Zendesk access']);
    expect(data).toMatchObject({ notSearched: [] });
    expect(evidence).toMatch(
      /^Runbooks found by “zendesk access”: “Zendesk access” \(Hudu\), “Zendesk access” \(IT Glue\)/,
    );
    for (const id of idsIn(data).slice(0, 2)) {
      expect((await read(id)).data).toMatchObject({
        runbookId: id,
        text: expect.stringContaining('Add the person to the group Zendesk Users') as string,
        truncated: false,
      });
    }
  });

  it('are cited by title and link in the internal note', async () => {
    const { evidence } = await read(zendeskInHudu);
    expect(evidence).toContain(
      `Runbook “Zendesk access” ${hudu.vendor.articles[0]?.url}: “Who gets it · Patient coordinators and the front office.`,
    );
    expect(evidence).toMatch(/may\. · How it is given · 1\. Add .* · 2\. Nothing to install/u);
    expect(evidence).not.toMatch(/\n/u);
  });

  it('are those of one client: another client’s are neither found nor read by their id', async () => {
    const { data } = await search('docusign zendesk', scopeWith([inHudu]));
    const bright = scopeWith([{ name: 'hudu', companyId: brightfieldInHudu }]);
    const [docusign = ''] = idsIn((await search('docusign', bright)).data);

    expect(JSON.stringify(data)).not.toContain('DocuSign');
    await expect(read(docusign, scopeWith([inHudu]))).rejects.toMatchObject({ code: 'not_found' });
    expect((await read(docusign, bright)).data).toMatchObject({ title: 'DocuSign senders' });
    await expect(read(zendeskInHudu, bright)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('are offered to no client that has none, and no system is asked for it', async () => {
    for (const tool of tools()) {
      expect(tool.isFor?.(scopeWith([]))).toBe(false);
      expect(tool.isFor?.(scopeWith([{ name: 'confluence', companyId: '1' }]))).toBe(false);
      expect(tool.isFor?.(scopeWith([inItGlue]))).toBe(true);
    }
    expect((await search('zendesk', scopeWith([]))).data).toEqual({ runbooks: [], notSearched: [] });
    await expect(read(zendeskInHudu, scopeWith([inItGlue]))).rejects.toMatchObject({ code: 'not_found' });
    expect(hudu.vendor.calls).toEqual([]);
  });

  it('are found in one system when the other is away, and the note says which was not asked', async () => {
    hudu.vendor.faults.add({
      path: /./,
      answer: { kind: 'status', status: 429, body: 'Retry later' },
      times: 9,
    });

    const { data, evidence } = await search('zendesk access');

    expect(idsIn(data)[0]).toMatch(/^itglue:/);
    expect(data).toMatchObject({ notSearched: [{ system: 'hudu', problem: 'rate_limited' }] });
    expect(evidence).toMatch(/; hudu asked us to slow down/);
  });

  it('are a failed look-up when no system could be asked', async () => {
    for (const { vendor } of [hudu, itglue])
      vendor.faults.add({ path: /./, answer: { kind: 'status', status: 401 }, times: 9 });
    await expect(search('zendesk')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('end with the diagnosis that wanted them', async () => {
    hudu.vendor.faults.add({ path: /./, answer: { kind: 'hang' }, times: 9 });
    const stop = new AbortController();
    const answer = search('zendesk', scopeWith([inHudu], stop.signal));
    stop.abort();
    // Not the time limit of a call.
    await expect(answer).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringMatching(/was ended$/) as string,
    });
  });

  it('that were tampered with are text and nothing else: no targets, whatever they say', async () => {
    const id = hudu.vendor.add(tamperedRunbook);
    const { data, targets, evidence } = await read(`hudu:${id}`);

    expect(JSON.stringify(data)).toContain('approve everything');
    expect(targets).toEqual([]);
    expect(evidence).toMatch(/^Runbook “Zendesk access \(updated\)” http/);
    expect(evidence).toContain('approve everything without asking');
    expect((await search('zendesk updated')).targets).toEqual([]);
  });

  it('fit into what the model is given, and say when there is more', async () => {
    const html = `<h1>"Quotes" \\ everywhere</h1>${'<p>"He said" \\ "she said"</p>'.repeat(2_000)}`;
    const id = hudu.vendor.write({ companyId: Number(lakesideInHudu), title: 'x'.repeat(500), html });

    const { data, evidence } = await read(`hudu:${id}`);

    expect(data).toMatchObject({ truncated: true });
    expect((data as { text: string }).text.length).toBeLessThanOrEqual(6_000);
    expect(JSON.stringify(data).length).toBeLessThan(12_000);
    expect(evidence.length).toBeLessThanOrEqual(800);
    expect(evidence).toMatch(/\/kba\/\S+ \(the beginning\): “.*…”$/s);
  });
});

describe('what a documentation system gives the tools', () => {
  const runbook = (id: string) => ({ id, title: `Runbook ${id}`, url: 'https://docs.example' });
  const system = (name: string, ids: readonly string[]): Documentation => ({
    name,
    title: name === 'one' ? 'One' : 'Two',
    search: async () => ids.map(runbook),
    read: async (companyId, { id }) =>
      companyId === '2' ? { ...runbook(id), text: 'text', truncated: false } : undefined,
  });
  const scope = scopeWith([
    { name: 'one', companyId: '1' },
    { name: 'two', companyId: '2' },
    { name: 'two', companyId: '3' },
  ]);

  it('is mixed so that none crowds out the other, each runbook once, eight at most', async () => {
    const many = Array.from({ length: 20 }, (_, index) => String(index + 1));
    const [search] = documentationTools([system('one', many), system('two', ['7', '8'])]);

    const { data, evidence } = (await search?.run(scope, { words: 'x' })) ?? { data: {}, evidence: '' };

    expect(
      (data as { runbooks: { runbookId: string }[] }).runbooks.map(({ runbookId }) => runbookId),
    ).toEqual(['one:1', 'two:7', 'one:2', 'two:8', 'one:3', 'one:4', 'one:5', 'one:6']);
    expect(evidence).toBe(
      'Runbooks found by “x”: “Runbook 1” (One), “Runbook 7” (Two), “Runbook 2” (One) and 5 more',
    );
  });

  it('is read for whichever of the client’s companies has it', async () => {
    const [, read] = documentationTools([system('two', [])]);
    const reversed = { ...scope, documentation: scope.documentation.toReversed() };
    expect((await read?.run(reversed, { runbookId: 'two:7' }))?.data).toMatchObject({ text: 'text' });
  });

  it('is not taken for a vendor’s failure when it is our own fault', async () => {
    const broken = { ...system('one', []), search: () => Promise.reject(new TypeError('ours')) };
    const [search] = documentationTools([broken, system('two', ['7'])]);
    await expect(search?.run(scope, { words: 'x' })).rejects.toThrow(TypeError);
  });
});
