import { expect, fixture, html } from '@open-wc/testing';
import { until } from '../../test-support/sample-store.ts';
import { useTokens } from '../../test-support/use-tokens.ts';
import './voice-player.ts';
import type { VoicePlayer } from './voice-player.ts';

useTokens();

const RATE = 8_000;
const SECONDS = 8;

/** A WAV (RIFF, 16-bit mono) whose first half is silent and whose second half is a tone. */
function makeSound(): Blob {
  const samples = RATE * SECONDS;
  const wav = new DataView(new ArrayBuffer(44 + samples * 2));
  const write = (at: number, text: string) =>
    [...text].forEach((letter, index) => wav.setUint8(at + index, letter.charCodeAt(0)));
  write(0, 'RIFF');
  wav.setUint32(4, 36 + samples * 2, true);
  write(8, 'WAVEfmt ');
  wav.setUint32(16, 16, true);
  wav.setUint16(20, 1, true);
  wav.setUint16(22, 1, true);
  wav.setUint32(24, RATE, true);
  wav.setUint32(28, RATE * 2, true);
  wav.setUint16(32, 2, true);
  wav.setUint16(34, 16, true);
  write(36, 'data');
  wav.setUint32(40, samples * 2, true);
  for (let index = samples / 2; index < samples; index += 1) {
    wav.setInt16(44 + index * 2, 12_000 * Math.sin(index / 3), true);
  }
  return new Blob([wav.buffer], { type: 'audio/wav' });
}

let count = 0;

/** Every player has an id of its own unless told, as waves are remembered by it. */
async function show(options: { file?: Blob; key?: string } = {}) {
  const { file = makeSound(), key = `md_${(count += 1)}` } = options;
  const url = URL.createObjectURL(file);
  const player = await fixture<VoicePlayer>(
    html`<chasqui-voice-player
      .src=${url}
      .file=${file}
      .key=${key}
      label="Voice message"
    ></chasqui-voice-player>`,
  );
  const root = player.shadowRoot!;
  const audio = root.querySelector('audio')!;
  return {
    player,
    audio,
    range: root.querySelector('input')!,
    play: root.querySelector<HTMLButtonElement>('.play')!,
    speed: root.querySelector<HTMLButtonElement>('.speed')!,
    time: () => root.querySelector('.time')!.textContent.trim(),
    /** The heights of the wave's bars, from left to right. */
    bars: () =>
      [...root.querySelectorAll('.wave path')].map((path) =>
        Number(/v(\d+)/.exec(path.getAttribute('d') ?? '')?.[1]),
      ),
    heard: () => root.querySelectorAll('.wave path.heard').length,
  };
}

describe('chasqui-voice-player', () => {
  it('draws how loud the sound is', async () => {
    const { player, bars } = await show();
    await until(() => Math.max(...bars()) > 20);
    const drawn = bars();
    const half = drawn.length / 2;
    expect(Math.max(...drawn.slice(0, half - 1))).to.equal(2);
    expect(Math.min(...drawn.slice(half + 1))).to.be.greaterThan(20);
    await expect(player).to.be.accessible();
  });

  it('remembers a wave by the id, and draws a flat line for what it cannot decode', async () => {
    const first = await show({ key: 'md_known' });
    await until(() => Math.max(...first.bars()) > 20);
    const noSound = new Blob(['no sound'], { type: 'audio/ogg' });
    const again = await show({ key: 'md_known', file: noSound });
    await until(() => Math.max(...again.bars()) > 20);
    expect(again.bars()).to.deep.equal(first.bars());
    const unknown = await show({ file: noSound });
    await until(() => unknown.audio.error !== null);
    expect(new Set(unknown.bars())).to.deep.equal(new Set([2]));
  });

  it('is sought through by the keyboard, and never beyond its ends', async () => {
    const { player, audio, range, time, heard } = await show();
    await until(() => time() === '0:00 / 0:08');
    const press = async (key: string) => {
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      range.dispatchEvent(event);
      await player.updateComplete;
      return event.defaultPrevented;
    };
    expect(await press('ArrowRight')).to.be.true;
    expect(await press('ArrowRight')).to.be.true;
    expect(audio.currentTime).to.equal(4);
    expect(range.valueAsNumber).to.equal(4);
    expect(range.getAttribute('aria-valuetext')).to.equal('0:04 / 0:08');
    expect(heard()).to.equal(22);
    await press('ArrowLeft');
    expect(audio.currentTime).to.equal(2);
    await press('PageUp');
    expect(audio.currentTime).to.equal(8);
    await press('Home');
    expect(audio.currentTime).to.equal(0);
    await press('ArrowLeft');
    expect(audio.currentTime).to.equal(0);
    expect(await press('a')).to.be.false;
  });

  it('has three speeds, which a sound that is started keeps', async () => {
    const { player, audio, play, speed } = await show();
    const rates: string[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      rates.push(`${speed.textContent.trim()} ${audio.playbackRate}`);
      speed.click();
      await player.updateComplete;
    }
    expect(rates).to.deep.equal(['1× 1', '1.5× 1.5', '2× 2', '1× 1']);
    play.click();
    await until(() => !audio.paused);
    expect(audio.playbackRate).to.equal(1.5);
    await until(() => play.getAttribute('aria-label') === 'Pause');
    play.click();
    await until(() => audio.paused && play.getAttribute('aria-label') === 'Play');
  });

  it('stops when another one is started', async () => {
    const first = await show();
    const second = await show();
    first.play.click();
    await until(() => !first.audio.paused);
    second.play.click();
    await until(() => !second.audio.paused && first.audio.paused);
    second.player.remove();
    expect(second.audio.paused).to.be.true;
  });
});
