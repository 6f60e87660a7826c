import { css } from 'lit';

export const signInStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    overflow: auto;
    padding: 32px;
  }
  form {
    display: grid;
    gap: 16px;
    inline-size: min(336px, 100%);
    margin: auto;
  }
  .tile {
    display: grid;
    place-items: center;
    inline-size: 56px;
    block-size: 56px;
    border-radius: var(--chasqui-radius-xl);
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
  }
  h2 {
    font: 600 var(--chasqui-fs-6) var(--chasqui-font);
    letter-spacing: -0.01em;
  }
  .lead {
    margin-block-start: 2px;
    color: var(--chasqui-text-2);
  }
  .problem-box {
    display: flex;
    gap: 12px;
    padding: 11px 15px;
    border: 1px solid var(--chasqui-bad-line);
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .problem-box .icon {
    color: var(--chasqui-bad-text);
  }
  .ended {
    display: flex;
    gap: 12px;
  }
  .ended .clock {
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--chasqui-radius-lg);
    background: var(--chasqui-warn-soft);
    color: var(--chasqui-warn-text);
  }
  .ended h2 {
    font: 600 var(--chasqui-fs-5) var(--chasqui-font);
    letter-spacing: normal;
  }
  .ended .lead {
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .known {
    position: relative;
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 5px 7px;
    border: 1px solid var(--chasqui-border-strong);
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bg-subtle);
  }
  .known p {
    flex: 1;
    min-inline-size: 0;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .known b {
    display: block;
    color: var(--chasqui-text);
    font: 500 var(--chasqui-fs-4) var(--chasqui-font);
  }
  .known bdi {
    overflow-wrap: anywhere;
  }
  .button {
    min-block-size: 40px;
  }
`;
