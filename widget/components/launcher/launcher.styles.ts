import { css } from 'lit';

export const launcherStyles = css`
  :host {
    display: block;
  }
  .launcher {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 56px;
    block-size: 56px;
    padding: 0;
    border: 0;
    border-radius: 50%;
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
    box-shadow:
      0 8px 20px -6px rgb(16 24 21 / 0.36),
      0 2px 6px rgb(16 24 21 / 0.16);
    cursor: pointer;
    transition: background-color var(--chasqui-dur-1) var(--chasqui-ease);
  }
  .launcher:hover {
    background: var(--chasqui-accent-hover);
    --glyph-line: var(--chasqui-accent-hover);
  }
  .launcher:active {
    background: var(--chasqui-accent-active);
    --glyph-line: var(--chasqui-accent-active);
  }
  .badge {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-start: calc(100% - 20px);
    min-inline-size: 22px;
    block-size: 22px;
    padding: 0 6px;
    border-radius: var(--chasqui-radius-full);
    background: var(--chasqui-bad);
    color: var(--chasqui-on-bad);
    box-shadow: 0 0 0 2px var(--chasqui-bg);
    font: 600 12px/22px var(--chasqui-font);
    text-align: center;
  }
  .light-gap {
    position: absolute;
    inset-block-end: -1px;
    inset-inline-end: -1px;
    display: grid;
    place-items: center;
    inline-size: 18px;
    block-size: 18px;
    border-radius: 50%;
    background: var(--chasqui-bg);
  }
  @media (forced-colors: active) {
    .launcher,
    .badge {
      border: 1px solid ButtonText;
    }
  }
`;
