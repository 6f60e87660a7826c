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
  .problem-box,
  .notice {
    display: flex;
    gap: 12px;
    padding: 12px;
    border: 1px solid var(--chasqui-bad-line);
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .problem-box .icon {
    color: var(--chasqui-bad-text);
  }
  .notice {
    border-color: var(--chasqui-warn-line);
    background: var(--chasqui-warn-soft);
  }
  .notice .icon {
    color: var(--chasqui-warn-text);
  }
  .notice strong {
    display: block;
    color: var(--chasqui-text);
    font-weight: 600;
  }
  .button {
    min-block-size: 40px;
  }
`;
