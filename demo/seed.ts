/** The people who may sign in to the demo. The demo listens on this machine only. */
export const DEMO_ADMIN = {
  name: 'Demo Admin',
  email: 'admin@storeboard.example',
  password: 'relay runner 1532',
};
export const DEMO_OPERATOR = {
  name: 'Demo Operator',
  email: 'operator@storeboard.example',
  password: 'knotted cord 1532',
};

async function post(url: string, body: object, token?: string): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  });
}

/**
 * Makes the demo's admin and operator through the public API, as a person would. Does nothing when
 * an earlier run has made them.
 */
export async function seedOperators(url: string, setupToken: string): Promise<void> {
  const setup = await post(`${url}/api/auth/setup`, { setup_token: setupToken, ...DEMO_ADMIN });
  if (setup.status === 403) return;
  if (!setup.ok) throw new Error(`The demo's admin could not be made: ${await setup.text()}`);
  const { access_token } = (await setup.json()) as { access_token: string };
  const operator = await post(
    `${url}/api/operators`,
    { ...DEMO_OPERATOR, role: 'operator' },
    access_token,
  );
  if (!operator.ok)
    throw new Error(`The demo's operator could not be made: ${await operator.text()}`);
}
