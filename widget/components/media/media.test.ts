import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import type { Media } from '../../../backend/contract/media.ts';
import type { MediaContent } from '../../../backend/contract/message-content.ts';
import type { MediaAddress } from '../../api/media-links.ts';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './media.ts';
import type { MediaElement } from './media.ts';
import type { MediaLinkEvent, MediaRetryEvent } from './media-events.ts';

useTokens();

/** A GIF of one transparent pixel. */
const PIXEL = 'data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==';
/** A WAV of no samples: a browser knows its length, which is what `metadata` asks for. */
const SILENCE =
  'data:audio/wav;base64,UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';

const media = (part: Partial<Media> = {}): Media => ({
  id: 'md_1',
  state: 'ready',
  mime_type: 'image/jpeg',
  size_bytes: 84_200,
  ...part,
});

interface Shown {
  element: MediaElement;
  asked: MediaLinkEvent[];
  find: <Found extends Element = HTMLElement>(selector: string) => Found | null;
}

/** Shows a file; `answers` are the addresses that are given, one after the other. */
async function show(
  content: MediaContent,
  answers: (string | MediaAddress)[] = [PIXEL],
): Promise<Shown> {
  const asked: MediaLinkEvent[] = [];
  const handleLink = (event: MediaLinkEvent) => {
    const given = answers[Math.min(asked.length, answers.length - 1)] ?? '';
    const address = typeof given === 'string' ? { url: given } : given;
    asked.push(event);
    event.answer = given === '' ? Promise.reject(new Error('away')) : Promise.resolve(address);
  };
  const place = await fixture(
    html`<div @chasqui-media-link=${handleLink}>
      <chasqui-media class=${content.kind} .content=${content}></chasqui-media>
    </div>`,
  );
  const element = place.querySelector('chasqui-media')!;
  return { element, asked, find: (selector) => element.shadowRoot!.querySelector(selector) };
}

const textOf = ({ element }: Shown) =>
  element.shadowRoot!.textContent.replaceAll(/\s+/g, ' ').trim();

describe('chasqui-media', () => {
  it('shows a picture once its address is known, in a place that does not change', async () => {
    const shown = await show({ kind: 'image', media: media({ width: 400, height: 300 }) });
    const before = shown.element.getBoundingClientRect().height;
    expect(before).to.equal(198);
    await until(() => shown.find<HTMLImageElement>('img')?.complete === true);
    expect(shown.find('img')).to.have.attribute('src', PIXEL);
    expect(shown.element.getBoundingClientRect().height).to.equal(before);
    expect(shown.asked.map(({ mediaId }) => mediaId)).to.deep.equal(['md_1']);
    await expect(shown.element).to.be.accessible();
  });

  it('shows the thumbnail in the chat and the original in the large view', async () => {
    const shown = await show(
      {
        kind: 'image',
        media: media({ width: 4_000, height: 3_000, thumbnail: { width: 640, height: 480 } }),
      },
      [{ url: `${PIXEL}#original`, thumbnailUrl: PIXEL }],
    );
    expect(shown.element.getBoundingClientRect().height).to.equal(198);
    await until(() => shown.find('img') !== null);
    expect(shown.find('img')).to.have.attribute('src', PIXEL);
    shown.find<HTMLButtonElement>('button.box')!.click();
    await until(() => shown.find('chasqui-lightbox')?.shadowRoot?.querySelector('img') != null);
    expect(shown.find('chasqui-lightbox')!.shadowRoot!.querySelector('img')).to.have.attribute(
      'src',
      `${PIXEL}#original`,
    );
  });

  it('shows the original where its thumbnail does not work', async () => {
    const thumbnail = { width: 640, height: 480 };
    const shown = await show({ kind: 'image', media: media({ thumbnail }) }, [
      { url: PIXEL, thumbnailUrl: 'data:image/webp;base64,AAAA' },
      { url: PIXEL, thumbnailUrl: 'data:image/webp;base64,BBBB' },
    ]);
    await until(() => shown.find('img')?.getAttribute('src') === PIXEL);
    expect(shown.asked.map(({ isRefused }) => isRefused)).to.deep.equal([false, true]);
  });

  it('opens a picture large, closes it with Escape, and keeps that key to itself', async () => {
    const shown = await show({ kind: 'image', media: media(), caption: 'A dent' });
    await until(() => shown.find('img') !== null);
    const opener = shown.find<HTMLButtonElement>('button.box')!;
    expect(opener).to.have.attribute('aria-label', 'Open photo: A dent');
    opener.focus();
    opener.click();
    await until(() => shown.find('chasqui-lightbox')?.shadowRoot?.querySelector('[open]') != null);
    const box = shown.find('chasqui-lightbox')!;
    const dialog = box.shadowRoot!.querySelector('dialog')!;
    expect(dialog.matches(':modal')).to.be.true;
    expect(box.shadowRoot!.activeElement).to.have.attribute('aria-label', 'Close');
    await expect(box).to.be.accessible();
    const heard: string[] = [];
    shown.element.addEventListener('keydown', ({ key }) => heard.push(key));
    const escape = { key: 'Escape', bubbles: true, composed: true };
    box.shadowRoot!.querySelector('button')!.dispatchEvent(new KeyboardEvent('keydown', escape));
    expect(heard).to.deep.equal([]);
    // The browser's own way of closing a dialog at Escape.
    dialog.requestClose();
    await until(() => shown.find('chasqui-lightbox') === null);
    expect(shown.element.shadowRoot!.activeElement).to.equal(opener);
  });

  it('asks for another address when one does not work, and then lets a person try', async () => {
    const bad = 'data:image/png;base64,AAAA';
    const shown = await show({ kind: 'image', media: media() }, [bad, `${bad}AAAA`, PIXEL]);
    await until(() => shown.find('.retry') !== null);
    expect(shown.asked.map(({ isRefused }) => isRefused)).to.deep.equal([false, true]);
    expect(textOf(shown)).to.contain('could not be loaded');
    await expect(shown.element).to.be.accessible();
    shown.find('.retry')!.click();
    await until(() => shown.find('img')?.getAttribute('src') === PIXEL);
  });

  it('says so when the server gives no address', async () => {
    const shown = await show({ kind: 'sticker', media: media() }, ['']);
    await until(() => shown.find('.retry') !== null);
    expect(textOf(shown)).to.contain('Sticker could not be loaded');
  });

  for (const kind of ['video', 'audio'] as const) {
    it(`plays ${kind} with the browser’s own controls`, async () => {
      const shown = await show({ kind, media: media() }, [SILENCE]);
      await until(() => shown.find(kind)?.hasAttribute('src') === true);
      const player = shown.find<HTMLMediaElement>(kind)!;
      expect(player.controls).to.be.true;
      expect(player.preload).to.equal('metadata');
      expect(player).to.have.attribute('aria-label', kind === 'video' ? 'Video' : 'Audio');
      await expect(shown.element).to.be.accessible();
    });
  }

  it('offers a document by its name, size and a link that downloads', async () => {
    const file = media({ file_name: 'Return label.pdf', mime_type: 'application/pdf' });
    const shown = await show({ kind: 'document', media: file }, ['/media/1?s=x']);
    await until(() => shown.find('a')?.hasAttribute('href') === true);
    const link = shown.find('a')!;
    expect(link).to.have.attribute('href', '/media/1?s=x&download=1');
    expect(link).to.have.attribute('rel', 'noopener noreferrer');
    expect(link).to.have.attribute('aria-label', 'Download Return label.pdf');
    expect(textOf(shown)).to.equal('PDF Return label.pdf 84 kB');
    await expect(shown.element).to.be.accessible();
  });

  it('shows a name that wants to deceive as what it is', async () => {
    const file = media({ file_name: 'invoice\u202Efdp.exe\n<b>' });
    const shown = await show({ kind: 'document', media: file });
    expect(shown.find('.name')!.textContent).to.equal('invoice[U+202E]fdp.exe[U+000A]<b>');
    expect(shown.find('.name')!.tagName).to.equal('BDI');
  });

  for (const kind of ['image', 'video', 'audio', 'sticker', 'document'] as const) {
    it(`says of a ${kind} that it is on its way, gone, or could not be had`, async () => {
      const shown = await show({ kind, media: media({ state: 'pending' }) } as MediaContent);
      expect(textOf(shown)).to.contain('is on its way');
      await expect(shown.element).to.be.accessible();
      shown.element.content = { kind, media: media({ state: 'gone' }) } as MediaContent;
      await shown.element.updateComplete;
      expect(textOf(shown)).to.contain('no longer available at WhatsApp');
      shown.element.content = { kind, media: media({ state: 'failed' }) } as MediaContent;
      await shown.element.updateComplete;
      setTimeout(() => shown.find('.retry')!.click());
      const event = await oneEvent<MediaRetryEvent>(shown.element, 'chasqui-media-retry');
      expect(event.mediaId).to.equal('md_1');
      expect(shown.asked).to.deep.equal([]);
    });
  }

  it('asks for the address when a file arrives that is in view', async () => {
    const shown = await show({ kind: 'image', media: media({ state: 'pending' }) });
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    shown.element.content = { kind: 'image', media: media({ width: 40, height: 30 }) };
    await until(() => shown.find('img') !== null);
    expect(shown.asked).to.have.length(1);
  });

  it('leads to a file that Meta fetched from elsewhere, and loads nothing of it by itself', async () => {
    const link = 'https://shop.example/files/price-list.pdf?week=12';
    const shown = await show({
      kind: 'document',
      media: media({
        id: '',
        mime_type: 'application/pdf',
        link,
        file_name: 'Prices\u202Egpj.pdf',
      }),
    });
    const anchor = shown.find<HTMLAnchorElement>('a')!;
    expect(anchor).to.have.text('shop.example');
    expect(anchor).to.have.attribute('href', link);
    expect(anchor).to.have.attribute('rel', 'noopener noreferrer nofollow');
    expect(anchor).to.have.attribute('target', '_blank');
    expect(shown.find('.name')).to.contain.text('Prices').and.not.contain.text('\u202E');
    expect(shown.find('img, video, audio, embed, iframe')).to.equal(null);
    await expect(shown.element).to.be.accessible();
  });

  it('names such a file by its kind where it has no name', async () => {
    const link = 'https://shop.example/shelf.jpg';
    const shown = await show({ kind: 'image', media: media({ id: '', link }) });
    expect(textOf(shown)).to.equal('Photo shop.example');
    expect(shown.asked).to.deep.equal([]);
  });
});
