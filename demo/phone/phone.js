/*
 * The simulated customers' phones: shows one of them, writes as that customer, and, as a phone whose
 * chat is open and visible does, reads what arrives. It talks to the simulator's remote control only.
 */
const byId = (id) => document.getElementById(id);
const log = byId('log');
const text = byId('text');

let customers = [];
let selectedId = location.hash.slice(1) || 'nadia';
let businessName = '';
let shownSignature = '';
let shownNumbers = '';

const call = async (path, body) => {
  const response = await fetch(`/simulator${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? {} : await response.json();
  if (!response.ok) throw new Error(answer.error?.message ?? `Error ${response.status}`);
  return answer;
};

const element = (tag, className, content) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
};

const TICKS = {
  sent: ['✓', 'sent'],
  delivered: ['✓✓', 'delivered'],
  read: ['✓✓', 'read'],
};

function describePerson({ phone, username }) {
  if (phone && username) return `${phone} · @${username}`;
  return phone ?? `@${username}, no phone number shown`;
}

function renderPeople() {
  byId('people').replaceChildren(
    ...customers.map((customer) => {
      const button = element('button');
      button.type = 'button';
      button.role = 'tab';
      button.ariaSelected = String(customer.id === selectedId);
      button.append(element('strong', '', customer.name));
      button.append(element('small', '', describePerson(customer)));
      if (customer.unread_count > 0 && customer.id !== selectedId) {
        button.append(element('span', 'count', String(customer.unread_count)));
      }
      button.addEventListener('click', () => {
        selectedId = customer.id;
        history.replaceState(null, '', `#${customer.id}`);
        render();
        text.focus();
      });
      return button;
    }),
  );
}

const EMOJI = ['👍', '❤️', '😂', '😮', '🙏'];

/** Reacts to a message of the business; the same emoji once more takes it back. */
async function react(message, emoji) {
  const given = emoji === message.reaction ? {} : { emoji };
  try {
    await call(`/customers/${selectedId}/reactions`, { message_id: message.id, ...given });
    show(undefined);
  } catch (problem) {
    show(problem);
  }
}

function renderReactions(message) {
  const choice = element('details', 'react');
  const opener = element('summary', message.reaction ? 'chosen' : '', message.reaction ?? '☺');
  opener.ariaLabel = message.reaction ? `Your reaction: ${message.reaction}` : 'React';
  const row = element('div', 'emoji');
  row.append(
    ...EMOJI.map((emoji) => {
      const button = element('button', '', emoji);
      button.type = 'button';
      button.ariaPressed = String(emoji === message.reaction);
      button.addEventListener('click', () => react(message, emoji));
      return button;
    }),
  );
  choice.append(opener, row);
  return choice;
}

/** How a file looks that the customer got or sent; what is written beside it comes after. */
const FILES = {
  image: (url) => Object.assign(element('img', 'file'), { src: url, alt: 'Photo' }),
  sticker: (url) => Object.assign(element('img', 'file sticker'), { src: url, alt: 'Sticker' }),
  video: (url) => Object.assign(element('video', 'file'), { src: url, controls: true }),
  audio: (url) => Object.assign(element('audio', 'file'), { src: url, controls: true }),
  document: (url, { filename }) => {
    const name = filename ?? 'Document';
    return Object.assign(element('a', 'file', `📄 ${name}`), { href: url, download: name });
  },
};

function renderFile({ type, content, is_deleted: isDeleted }) {
  const render = FILES[type];
  const url = content?.link ?? `/simulator/files/${encodeURIComponent(content?.id)}`;
  return !render || isDeleted ? [] : [render(url, content)];
}

/** The cards of a carousel, side by side. */
function renderCards({ cards = [], is_deleted: isDeleted }) {
  if (cards.length === 0 || isDeleted) return [];
  const list = element('ol', 'cards');
  list.append(...cards.map((words) => element('li', '', words)));
  return [list];
}

function renderBubble(message) {
  const isOwn = message.from === 'customer';
  const bubble = element('li', `bubble ${isOwn ? 'own' : ''}`);
  bubble.dir = 'auto';
  const words = message.is_deleted
    ? 'You deleted this message'
    : (message.content?.body ??
      message.content?.caption ??
      message.text ??
      (FILES[message.type] ? '' : `(${message.type})`));
  bubble.append(
    ...renderFile(message),
    element('span', message.is_deleted ? 'deleted' : '', words),
    ...renderCards(message),
  );
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' }).format(
    new Date(message.at),
  );
  const isEdited = message.is_edited && !message.is_deleted;
  const meta = element('span', 'meta', isEdited ? `edited ${time}` : time);
  if (isOwn) {
    const [glyph, words] = TICKS[message.status];
    const ticks = element('span', `ticks ${message.status}`, glyph);
    ticks.role = 'img';
    ticks.ariaLabel = words;
    meta.append(ticks);
  }
  bubble.append(meta);
  if (message.business_reaction !== undefined) {
    const chip = element('span', 'business-reaction', message.business_reaction);
    chip.role = 'img';
    chip.ariaLabel = `${businessName} reacted: ${message.business_reaction}`;
    bubble.append(chip);
  }
  if (!isOwn) bubble.append(renderReactions(message));
  return bubble;
}

function render() {
  renderPeople();
  const customer = customers.find(({ id }) => id === selectedId) ?? customers[0];
  if (!customer) return;
  byId('presence').textContent = customer.is_typing ? 'typing…' : 'Business account';
  const signature = JSON.stringify([customer.id, customer.messages]);
  if (signature !== shownSignature) {
    shownSignature = signature;
    log.replaceChildren(
      ...(customer.messages.length > 0
        ? customer.messages.map(renderBubble)
        : [element('li', 'empty', `Write to ${businessName}, for example “Hello”.`)]),
    );
    log.scrollTop = log.scrollHeight;
  }
  if (customer.unread_count > 0 && document.visibilityState === 'visible') {
    void call(`/customers/${customer.id}/read`, {}).catch(show);
  }
}

function show(problem) {
  const line = byId('problem');
  line.hidden = problem === undefined;
  line.textContent = problem === undefined ? '' : `That did not work: ${problem.message}`;
}

/** Where the business has several numbers, the customer chooses whom to write to. */
function renderNumbers(numbers) {
  const signature = JSON.stringify(numbers);
  if (signature === shownNumbers) return;
  shownNumbers = signature;
  const select = byId('number');
  const { value } = select;
  select.replaceChildren(
    ...numbers.map((number) => {
      const words = `${number.verified_name} ${number.display_phone_number}`;
      return Object.assign(element('option', '', words), { value: number.id });
    }),
  );
  if (numbers.some(({ id }) => id === value)) select.value = value;
  byId('line').hidden = numbers.length < 2;
}

async function refresh() {
  try {
    renderNumbers((await call('/numbers')).numbers);
    customers = (await call('/customers')).customers;
    show(undefined);
    render();
  } catch (problem) {
    show(problem);
  }
}

byId('composer').addEventListener('submit', async (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (words === '') return;
  text.value = '';
  try {
    const to = byId('number').value;
    await call(`/customers/${selectedId}/messages`, { text: words, ...(to ? { to } : {}) });
    show(undefined);
  } catch (problem) {
    text.value = words;
    show(problem);
  }
});
document.addEventListener('visibilitychange', () => render());

const config = await (await fetch('/phone/config.json')).json();
businessName = config.business_name;
byId('business').textContent = config.business_name;
byId('business-initials').textContent = config.business_name.slice(0, 1);
if (config.dashboard_url) {
  byId('dashboard').href = config.dashboard_url;
  byId('dashboard').hidden = false;
}
// EventSource connects again by itself, also after the simulator was killed and started anew.
new EventSource('/simulator/events').addEventListener('changed', refresh);
text.focus();
