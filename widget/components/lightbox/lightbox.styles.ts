import { css } from 'lit';

export const lightboxStyles = css`
  dialog[open] {
    display: grid;
    place-items: center;
    inline-size: 100vw;
    block-size: 100vh;
    block-size: 100dvh;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 56px 16px 16px;
    border: 0;
    background: none;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 0.86);
  }
  img {
    max-inline-size: 100%;
    max-block-size: calc(100vh - 72px);
    border-radius: var(--chasqui-radius-xs);
  }
  .bar {
    position: fixed;
    inset-block-start: 12px;
    inset-inline-end: 12px;
    display: flex;
    gap: 8px;
  }
  .bar .icon-button {
    background: rgb(0 0 0 / 0.6);
    color: #ffffff;
  }
  .bar .icon-button:hover {
    background: rgb(60 60 60 / 0.9);
  }
  .bar :focus-visible {
    outline-color: #ffffff;
  }
`;
