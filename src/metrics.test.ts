import { describe, expect, it } from 'vitest';
import { createMetrics, type Metrics } from './metrics.ts';

function metricsOf(requests: () => Promise<Record<string, number>> = async () => ({})): Metrics {
  return createMetrics({ requestsByStatus: requests, workInHand: () => 3 });
}

async function line(metrics: Metrics, start: string): Promise<string | undefined> {
  return (await metrics.render()).split('\n').find((one) => one.startsWith(start));
}

describe('the metrics', () => {
  it('count what became of messages and decisions', async () => {
    const metrics = metricsOf();
    metrics.received('opened');
    metrics.received('opened');
    metrics.decided('refused');

    expect(await line(metrics, 'countersign_messages_total')).toBe(
      'countersign_messages_total{kind="opened"} 2',
    );
    expect(await line(metrics, 'countersign_decisions_total')).toBe(
      'countersign_decisions_total{kind="refused"} 1',
    );
  });

  it('measure calls to vendors in seconds, by outcome', async () => {
    const metrics = metricsOf();
    metrics.vendorCall({ vendor: 'slack', method: 'POST', outcome: 200, durationMs: 40 });
    metrics.vendorCall({ vendor: 'slack', method: 'POST', outcome: 'timeout', durationMs: 9_000 });

    const text = await metrics.render();
    const call = (outcome: string) => `vendor="slack",method="POST",outcome="${outcome}"`;
    expect(text).toContain(`countersign_vendor_call_seconds_sum{${call('200')}} 0.04\n`);
    expect(text).toContain(`countersign_vendor_call_seconds_bucket{le="0.025",${call('200')}} 0\n`);
    expect(text).toContain(`countersign_vendor_call_seconds_bucket{le="0.05",${call('200')}} 1\n`);
    expect(text).toContain(`countersign_vendor_call_seconds_count{${call('timeout')}} 1\n`);
  });

  it('measure how soon deliveries are acknowledged', async () => {
    const metrics = metricsOf();
    metrics.acknowledged('/slack', 12);

    expect(await line(metrics, 'countersign_acknowledgement_seconds_sum')).toBe(
      'countersign_acknowledgement_seconds_sum{route="/slack"} 0.012',
    );
  });

  it('ask for requests and work at each look, and forget statuses that nobody has any more', async () => {
    let counts: Record<string, number> = { awaiting_approval: 2, denied: 1 };
    const metrics = metricsOf(async () => counts);
    await metrics.render();
    counts = { awaiting_approval: 1 };
    const text = await metrics.render();

    expect(text).toContain('countersign_requests{status="awaiting_approval"} 1\n');
    expect(text).not.toContain('status="denied"');
    expect(text).toContain('countersign_work_in_hand 3\n');
  });

  it('show the rest when requests cannot be counted, for the database is away', async () => {
    const metrics = metricsOf(async () => {
      throw new Error('away');
    });
    metrics.received('opened');
    const text = await metrics.render();

    expect(text).toContain('countersign_messages_total{kind="opened"} 1\n');
    expect(text).not.toContain('countersign_requests{');
  });

  it('of two desks in one process are apart', async () => {
    const [one, other] = [metricsOf(), metricsOf()];
    one.received('opened');

    expect(await line(other, 'countersign_messages_total{')).toBeUndefined();
    expect(one.contentType).toMatch(/^text\/plain/);
  });
});
