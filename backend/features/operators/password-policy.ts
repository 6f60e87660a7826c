import type { FieldProblem } from '../../contract/error-body.ts';
import { AppError } from '../../errors.ts';

/*
 * Length counts (12 to 256 characters, checked by the request's schema); there are no rules about
 * kinds of characters. What is refused here is what guessers try first: long passwords made of
 * nothing but a common word, a keyboard walk, a sequence or a repetition, also with digits and signs
 * around it or letters swapped for digits, and the account's own name or address.
 */
const COMMON_WORDS = new Set(
  `password passwort passwd motdepasse contrasena senha wachtwoord pass word secret secreto geheim
  qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop asdfgh asdfghjkl yxcvbnm zxcvbn zxcvbnm
  qazwsx qazwsxedc qweasd qweasdzxc asdf qwer zxcv asd qwe zxc letmein welcome willkommen bienvenue
  bienvenido admin administrator root user username login guest test tester testing demo default
  changeme change me please temp temporary system server computer internet security secure access
  master manager office company business service support whatsapp chasqui facebook google microsoft
  apple samsung windows iloveyou ilove you love lover loveme baby babygirl babyboy angel princess
  prince sunshine moonlight monkey dragon tiger lion eagle falcon wolf bear horse dog cat kitty
  puppy football baseball basketball soccer hockey liverpool chelsea arsenal barcelona realmadrid
  juventus superman batman spiderman ironman starwars pokemon naruto minecraft fortnite gaming
  michael jordan jennifer jessica ashley daniel thomas andrew joshua matthew charlie jessie
  summer winter spring autumn january february march april may june july august september october
  november december monday tuesday wednesday thursday friday saturday sunday hello world hallo hola
  bonjour abc abcd abcdef freedom trustno one trust nothing whatever blink happy lucky forever
  cheese cookie chocolate banana orange coffee flower butterfly rainbow diamond silver golden killer
  hunter ranger shadow ghost matrix thunder lightning phoenix mustang ferrari porsche mercedes
  corvette harley yamaha correct battery staple correcthorsebatterystaple the my your our is i a and
  new old big best good super mega team number nummer its not this that`
    .split(/\s+/)
    .filter(Boolean),
);

const SEQUENCES = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  '1q2w3e4r5t6y7u8i9o0p',
].flatMap((sequence) => [sequence, [...sequence].reverse().join('')]);

const LOOK_ALIKES: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Throws `validation_failed` on the field `password` when guessers would try it early. */
export function assertStrongPassword(
  password: string,
  account: { email: string; name: string },
): void {
  const message = findWeakness(password, account);
  if (!message) return;
  const details: FieldProblem[] = [{ field: 'password', message }];
  throw new AppError('validation_failed', message, { details });
}

function findWeakness(
  password: string,
  account: { email: string; name: string },
): string | undefined {
  const text = password.normalize('NFKC').toLowerCase();
  if (isRepetition(text) || isSequence(text) || isMadeOfCommonWords(text)) {
    return 'This password is one of the first that are guessed. Choose another, for example four unrelated words.';
  }
  const own = [account.email.split('@')[0] ?? '', ...account.name.split(/\s+/)]
    .map((part) => part.toLowerCase())
    .filter((part) => part.length >= 4);
  // Enough is left to guess when the rest alone would do.
  const rest = own.reduce((remaining, part) => remaining.replaceAll(part, ''), text);
  if (rest.length < text.length && rest.length < 10) {
    return 'This password is little more than your name or email address. Choose another.';
  }
  return undefined;
}

/** `aaaaaaaaaaaa`, `abcabcabcabc`. */
function isRepetition(text: string): boolean {
  for (let unit = 1; unit <= Math.min(6, text.length / 2); unit += 1) {
    const repeated = text.slice(0, unit).repeat(Math.ceil(text.length / unit));
    if (repeated.startsWith(text)) return true;
  }
  return false;
}

/** A run along the alphabet, the digits or the keyboard, perhaps several after another. */
function isSequence(text: string): boolean {
  let position = 0;
  let runs = 0;
  while (position < text.length) {
    let length = 0;
    for (const sequence of SEQUENCES) {
      let candidate = length + 1;
      while (
        position + candidate <= text.length &&
        sequence.includes(text.slice(position, position + candidate))
      ) {
        length = candidate;
        candidate += 1;
      }
    }
    if (length === 0) return false;
    position += length;
    runs += 1;
  }
  // Random letters are «runs» of one; a password of few long runs is a walk.
  return text.length / runs >= 4;
}

function isMadeOfCommonWords(text: string): boolean {
  // A phrase of many words is long enough to be good, common words or not.
  if (text.length >= 28) return false;
  const withoutTail = text.replace(/[^\p{L}]+$/u, '');
  return [text, unmask(text), unmask(withoutTail)].some((candidate) =>
    canBeSplit(candidate.replace(/[^\p{L}]+/gu, '')),
  );
}

/** `p@ssw0rd` → `password`. */
function unmask(text: string): string {
  return [...text].map((character) => LOOK_ALIKES[character] ?? character).join('');
}

/** Whether the letters are at most three common words and nothing else. */
function canBeSplit(letters: string): boolean {
  if (letters.length === 0) return false;
  const fewestWords: number[] = [0];
  for (let end = 1; end <= letters.length; end += 1) {
    for (let start = Math.max(0, end - 25); start < end; start += 1) {
      const before = fewestWords[start];
      if (before === undefined || !COMMON_WORDS.has(letters.slice(start, end))) continue;
      fewestWords[end] = Math.min(fewestWords[end] ?? Infinity, before + 1);
    }
  }
  return (fewestWords[letters.length] ?? Infinity) <= 3;
}
