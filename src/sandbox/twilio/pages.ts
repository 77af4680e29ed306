import type { Request } from 'express';

/** A list as the API answers it, whole on its first page: nothing here is long. */
export function listPage(request: Request, name: string, items: readonly object[]): object {
  const uri = request.originalUrl;
  return {
    [name]: items,
    page: 0,
    page_size: 50,
    start: 0,
    end: Math.max(0, items.length - 1),
    uri,
    first_page_uri: uri,
    next_page_uri: null,
    previous_page_uri: null,
  };
}
