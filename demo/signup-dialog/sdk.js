/*
 * Plays Meta's JavaScript SDK as far as Embedded Signup uses it: FB.init, and FB.login with a window
 * of this origin. The result comes to FB.login's callback; what the window says of its steps goes to
 * the page by itself, as at Meta.
 */
(() => {
  const origin = new URL(document.currentScript.src).origin;
  let settings;

  const init = (given) => {
    if (!/^v\d{2}\.\d$/.test(given?.version ?? '')) {
      throw new Error('init not called with valid version');
    }
    settings = given;
  };

  const login = (callback, options = {}) => {
    // As at Meta: before FB.init nothing happens.
    if (!settings) return;
    const url = new URL(`${origin}/${settings.version}/dialog/oauth`);
    const parameters = { ...options, client_id: settings.appId, page_origin: location.origin };
    for (const [name, value] of Object.entries(parameters)) {
      url.searchParams.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
    }
    const popup = window.open(url.href, 'signup', 'width=560,height=720');
    const finish = (authResponse) => {
      clearInterval(watch);
      removeEventListener('message', take);
      callback({ authResponse, status: authResponse ? 'connected' : 'unknown' });
    };
    const take = ({ origin: sender, source, data }) => {
      if (sender !== origin || source !== popup || data?.simulatedLogin === undefined) return;
      finish({ userID: null, expiresIn: null, code: data.simulatedLogin.code });
    };
    const watch = setInterval(() => {
      if (!popup || popup.closed) finish(null);
    }, 200);
    addEventListener('message', take);
  };

  window.FB = { init, login };
  window.fbAsyncInit?.();
})();
