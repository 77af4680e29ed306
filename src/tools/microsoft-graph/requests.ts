import { type Client, type GraphRequest, ResponseType } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { CountersignError } from '../../errors.ts';
import { graphError } from './graph-errors.ts';
import { CallFailure } from './transport.ts';

/** OData options, raw: they are encoded here, since the client library does not. */
export interface Query {
  select?: readonly string[];
  filter?: string;
  search?: string;
  top?: number;
}

interface RequestsOptions {
  client: Client;
  graphUrl: string;
  /** Ends every call made through this object. */
  signal?: AbortSignal | undefined;
}

/** More pages than any person's memberships fill; a loop of links ends here. */
const MAX_PAGES = 50;

const Page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() });

/** Calls to one tenant's Graph with parsed answers. Everything thrown is a `CountersignError`. */
export class GraphRequests {
  readonly #options: RequestsOptions;

  constructor(options: RequestsOptions) {
    this.#options = options;
  }

  async get<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    query: Query = {},
  ): Promise<z.infer<Schema>> {
    return parse(schema, await this.#call(this.#prepare(path, query), 'get'));
  }

  /** The first page only: what a search needs. */
  async page<Schema extends z.ZodType>(
    path: string,
    item: Schema,
    query: Query = {},
  ): Promise<z.infer<Schema>[]> {
    const { value } = parse(Page, await this.#call(this.#prepare(path, query), 'get'));
    return parse(z.array(item), value);
  }

  /** Every page. */
  async all<Schema extends z.ZodType>(
    path: string,
    item: Schema,
    query: Query = {},
  ): Promise<z.infer<Schema>[]> {
    const items: unknown[] = [];
    let request: GraphRequest | undefined = this.#prepare(path, query);
    for (let pages = 0; request; pages += 1) {
      if (pages === MAX_PAGES) throw unexpected(`more than ${MAX_PAGES} pages`);
      const { value, '@odata.nextLink': next }: z.infer<typeof Page> = parse(
        Page,
        await this.#call(request, 'get'),
      );
      items.push(...value);
      request = next === undefined ? undefined : this.#follow(next, query);
    }
    return parse(z.array(item), items);
  }

  /** Sends a change, once. */
  async send(method: 'post' | 'patch' | 'delete', path: string, body?: object): Promise<void> {
    await this.#call(this.#prepare(path, {}), method, body);
  }

  #prepare(path: string, query: Query): GraphRequest {
    const request = this.#options.client.api(path);
    if (query.select) request.select([...query.select]);
    if (query.filter !== undefined) request.filter(encodeURIComponent(query.filter));
    if (query.search !== undefined) request.search(encodeURIComponent(query.search));
    if (query.top !== undefined) request.top(query.top);
    return this.#withHeaders(request, query);
  }

  /** A link to the next page is followed as it is, with the headers of the first. */
  #follow(link: string, query: Query): GraphRequest {
    const root = `${this.#options.graphUrl}/v1.0`;
    if (!link.startsWith(`${root}/`)) throw unexpected('the next page is at a foreign address');
    return this.#withHeaders(this.#options.client.api(link.slice(root.length)), query);
  }

  /** `$search` and filters over collections are "advanced queries": https://learn.microsoft.com/graph/aad-advanced-queries */
  #withHeaders(request: GraphRequest, { search, filter }: Query): GraphRequest {
    if (search !== undefined) return request.header('ConsistencyLevel', 'eventual');
    if (filter?.includes('/any(')) return request.header('ConsistencyLevel', 'eventual').count(true);
    return request;
  }

  /** The body of a good answer; undefined where there is none. */
  async #call(
    request: GraphRequest,
    method: 'get' | 'post' | 'patch' | 'delete',
    body?: object,
  ): Promise<unknown> {
    const failure = new CallFailure();
    request.responseType(ResponseType.RAW).middlewareOptions([failure]);
    if (this.#options.signal) request.option('signal', this.#options.signal);
    let response: Response;
    try {
      response = (await (body === undefined && method !== 'post'
        ? request[method as 'get' | 'delete']()
        : request[method as 'post' | 'patch'](body))) as Response;
    } catch (error) {
      throw asCountersignError(failure.error ?? error);
    }
    if (!response.ok) throw await graphError(response);
    return response.status === 204 ? undefined : await response.json().catch(() => undefined);
  }
}

function asCountersignError(error: unknown): CountersignError {
  if (error instanceof CountersignError) return error;
  const ended = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  return ended
    ? new CountersignError('timeout', 'the call was ended by its caller', {
        vendor: 'microsoft_graph',
        cause: error,
      })
    : unexpected('the call failed before an answer', error);
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw unexpected('the answer has another shape than Graph documents', parsed.error);
}

function unexpected(message: string, cause?: unknown): CountersignError {
  return new CountersignError('unexpected_response', message, { vendor: 'microsoft_graph', cause });
}
