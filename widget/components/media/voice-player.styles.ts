import { css } from 'lit';

export const voicePlayerStyles = css`
  :host {
    display: block;
    inline-size: 264px;
    max-inline-size: 100%;
  }
  .player {
    display: flex;
    align-items: flex-start;
    gap: 10px;
    padding-block: 2px;
  }
  .play {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
    cursor: pointer;
  }
  .play svg {
    fill: currentColor;
  }
  .wave {
    position: relative;
    flex: 1;
    min-inline-size: 0;
  }
  svg:not(.icon) {
    display: block;
    inline-size: 100%;
    block-size: 36px;
    fill: none;
    stroke: var(--chasqui-text-3);
    stroke-width: 2.4;
    stroke-linecap: round;
  }
  .heard {
    stroke: var(--chasqui-accent);
  }
  input {
    position: absolute;
    inset: 0 0 auto;
    inline-size: 100%;
    block-size: 36px;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .wave:has(input:focus-visible) svg {
    outline: 2px solid var(--chasqui-accent);
    border-radius: var(--chasqui-radius-xs);
  }
  .time {
    color: var(--chasqui-meta);
    font: 400 var(--chasqui-fs-1) var(--chasqui-font);
    font-variant-numeric: tabular-nums;
  }
  .speed {
    flex: none;
    min-inline-size: 40px;
    block-size: 24px;
    margin-block-start: 6px;
    padding: 0 8px;
    border: 0;
    border-radius: 12px;
    background: var(--chasqui-bubble-quote);
    color: var(--chasqui-text-2);
    font: 600 var(--chasqui-fs-1) var(--chasqui-font);
    cursor: pointer;
  }
  @media (pointer: coarse) {
    .play {
      inline-size: 44px;
      block-size: 44px;
    }
    .speed {
      block-size: 44px;
      margin-block-start: 0;
    }
  }
`;
