/** The one door to the server: every request of the app goes through `call`. */

export type ErrorCode =
  "invalid" | "unauthenticated" | "forbidden" | "not_found" | "conflict" | "limit" | "unavailable" | "failed";

export interface FieldError {
  field: string;
  message: string;
}

interface ErrorBody {
  error?: { code: ErrorCode; key: string; field?: string | null; message: string; fields?: FieldError[] };
}

/** A refusal in the user's own language, as the server worded it; `code` is "unavailable" when nothing answered. */
export class ApiError extends Error {
  readonly code: ErrorCode;
  readonly key: string;
  readonly fields: FieldError[];

  constructor(code: ErrorCode, key: string, message: string, fields: FieldError[]) {
    super(message);
    this.code = code;
    this.key = key;
    this.fields = fields;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface CallOptions {
  query?: Query | undefined;
  body?: unknown;
  /** The same key sent again gets the same answer, so a form keeps one key until it succeeds. */
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** A random id that also works on plain http in a local network, where `crypto.randomUUID` does not exist. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function address(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return `/api${path}${text ? `?${text}` : ""}`;
}

function headers(method: Method, options: CallOptions): Headers {
  const result = new Headers({ Accept: "application/json", "Accept-Language": document.documentElement.lang });
  if (method !== "GET") {
    result.set("X-Nigotis", "1");
    result.set("Idempotency-Key", options.idempotencyKey ?? freshKey());
  }
  if (options.body !== undefined && !(options.body instanceof FormData)) result.set("Content-Type", "application/json");
  return result;
}

async function refusal(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => ({}))) as ErrorBody;
  const error = body.error;
  if (!error) return new ApiError("unavailable", "unavailable", "", []);
  const fields = error.fields ?? (error.field ? [{ field: error.field, message: error.message }] : []);
  return new ApiError(error.code, error.key, error.message, fields);
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    // One more try on a bad network is safe: the idempotency key makes the second request the same request.
    return fetch(url, init).catch(() => {
      throw new ApiError("unavailable", "offline", "", []);
    });
  }
}

/** Ask the server; answers the parsed body, or throws `ApiError`. */
export async function call<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
  const body = options.body instanceof FormData ? options.body : JSON.stringify(options.body);
  const response = await send(address(path, options.query), {
    method,
    headers: headers(method, options),
    credentials: "same-origin",
    ...(options.body === undefined ? {} : { body }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  if (!response.ok) throw await refusal(response);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}
