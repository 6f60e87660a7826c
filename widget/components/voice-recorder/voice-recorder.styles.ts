import { css } from 'lit';

export const voiceRecorderStyles = css`
  :host {
    display: block;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px;
  }
  .bar > .icon-button {
    inline-size: 36px;
    block-size: 36px;
  }
  .meter {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
    block-size: 36px;
    padding-inline: 12px;
    border-radius: 18px;
    background: var(--chasqui-bg-muted);
  }
  .dot {
    flex: none;
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--chasqui-bad);
    animation: chasqui-pulse 1.6s ease-in-out infinite;
  }
  .dot.paused {
    background: var(--chasqui-text-3);
    animation: none;
  }
  .time {
    min-inline-size: 36px;
    font-variant-numeric: tabular-nums;
  }
  canvas {
    flex: 1;
    min-inline-size: 0;
    inline-size: 0;
    block-size: 22px;
    color: var(--chasqui-accent);
  }
  .problem {
    flex: 1;
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .send {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
    cursor: pointer;
  }
  .send[hidden] {
    display: none;
  }
  .send:dir(rtl) svg {
    transform: scaleX(-1);
  }
  @media (pointer: coarse) {
    .bar > .icon-button,
    .send {
      inline-size: 44px;
      block-size: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dot {
      animation: none;
    }
  }
`;
