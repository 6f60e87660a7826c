import { Router, json } from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import type { FieldProblem } from '../contract/error-body.ts';
import { AppError } from '../errors.ts';
import { authenticate } from './authenticate.ts';
import type { Principal, TokenResolver } from './principal.ts';

/** public: no token. operator: any signed-in operator or API key. admin: those with the admin role. */
export type Access = 'public' | 'operator' | 'admin';

type Schema = z.ZodType;
type Output<S extends Schema | undefined> = S extends Schema ? z.output<S> : undefined;

export interface RouteDefinition<
  Params extends Schema | undefined,
  Query extends Schema | undefined,
  Body extends Schema | undefined,
> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Express path, for example `/api/whatsapp/contacts/:phone`. */
  path: string;
  access: Access;
  /** One sentence for the OpenAPI description. */
  summary: string;
  tag: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** The body is a file, which the handler reads from the request. */
  file?: true;
  /** The JSON body of the answer; without one the answer is 204. */
  response?: Schema;
  /** Content types of an answer that is a file, which the handler writes. */
  produces?: readonly string[];
  /** Defaults to 200 with a response schema, 204 without. */
  status?: number;
  /** Largest accepted body; defaults to 256 KB. */
  bodyLimit?: string;
  /** Runs before anything else, for example a rate limit. */
  before?: RequestHandler[];
}

export interface RouteInput<
  Params extends Schema | undefined,
  Query extends Schema | undefined,
  Body extends Schema | undefined,
> {
  params: Output<Params>;
  query: Output<Query>;
  body: Output<Body>;
  /** Undefined on public routes only. */
  principal: Principal;
  request: Request;
  response: Response;
}

export type AnyRouteDefinition = RouteDefinition<
  Schema | undefined,
  Schema | undefined,
  Schema | undefined
>;

const DEFAULT_BODY_LIMIT = '256kb';

/**
 * Where features declare their routes. A declaration is the single source of a route's validation,
 * access rule and OpenAPI entry; a handler gets parsed values and returns the answer's body.
 */
export class Api {
  readonly router = Router();
  readonly definitions: AnyRouteDefinition[] = [];
  readonly #tokens: Pick<TokenResolver, 'findPrincipal'>;

  constructor(tokens: Pick<TokenResolver, 'findPrincipal'>) {
    this.#tokens = tokens;
  }

  /** Describes, for OpenAPI only, a route that is served in front of Express. */
  describe(definition: AnyRouteDefinition): void {
    this.definitions.push(definition);
  }

  /**
   * Declares one route.
   * @example
   * api.route({ method: 'get', path: '/api/things', access: 'operator', tag: 'Things',
   *   summary: 'Lists things.', query: thingQuerySchema, response: thingPageSchema },
   *   ({ query }) => service.list(query));
   */
  route<
    Params extends Schema | undefined = undefined,
    Query extends Schema | undefined = undefined,
    Body extends Schema | undefined = undefined,
  >(
    definition: RouteDefinition<Params, Query, Body>,
    handler: (input: RouteInput<Params, Query, Body>) => Promise<unknown> | unknown,
  ): void {
    this.definitions.push(definition);
    const handlers: RequestHandler[] = [...(definition.before ?? [])];
    if (definition.access !== 'public')
      handlers.push(authenticate(this.#tokens, definition.access));
    if (definition.body) {
      handlers.push(
        requireJson({ isOptional: definition.body.safeParse(undefined).success }),
        json({ limit: definition.bodyLimit ?? DEFAULT_BODY_LIMIT }),
      );
    }
    handlers.push(async (request: Request, response: Response, next: NextFunction) => {
      try {
        const answer = await handler({
          params: parsePart(definition.params, request.params, 'address') as Output<Params>,
          query: parsePart(definition.query, request.query, 'query') as Output<Query>,
          body: parsePart(definition.body, request.body, 'body') as Output<Body>,
          principal: response.locals.principal as Principal,
          request,
          response,
        });
        if (response.headersSent) return;
        if (answer === undefined) response.status(definition.status ?? 204).end();
        else response.status(definition.status ?? 200).json(answer);
      } catch (error) {
        next(error);
      }
    });
    this.router[definition.method](definition.path, ...handlers);
  }
}

/** Refuses bodies of another type (fault: text/plain from a foreign page's form). */
function requireJson({ isOptional }: { isOptional: boolean }): RequestHandler {
  return (request, _response, next) => {
    if (request.is('application/json')) return next();
    const hasBody =
      request.get('transfer-encoding') !== undefined ||
      Number(request.get('content-length') ?? 0) > 0;
    if (isOptional && !hasBody) return next();
    next(
      new AppError('unsupported_media_type', 'Send the body as application/json.', {
        details: { received: request.get('content-type') ?? null },
      }),
    );
  };
}

function parsePart(schema: Schema | undefined, value: unknown, part: string): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = flattenIssues(parsed.error.issues);
  const first = problems[0];
  throw new AppError(
    'validation_failed',
    `The ${part} is not valid: ${first?.field ? `${first.field}: ` : ''}${first?.message ?? 'unknown'}`,
    { details: problems },
  );
}

/** One problem per field; of a union's branches the one that came nearest speaks. */
function flattenIssues(
  issues: readonly z.core.$ZodIssue[],
  prefix: readonly PropertyKey[] = [],
): FieldProblem[] {
  return issues.flatMap((issue): FieldProblem[] => {
    const path = [...prefix, ...issue.path];
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0] ?? [];
      return flattenIssues(nearest, path);
    }
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: [...path, key].map(String).join('.'),
        message: 'There is no such field.',
      }));
    }
    return [{ field: path.map(String).join('.'), message: issue.message }];
  });
}
