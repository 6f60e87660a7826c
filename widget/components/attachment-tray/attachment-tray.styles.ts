import { css } from 'lit';

export const attachmentTrayStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  ul {
    display: flex;
    gap: 12px;
    margin: 0;
    /* Room for the buttons that hang over the tiles' corners. */
    padding: 8px 10px 2px 2px;
    list-style: none;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  li {
    position: relative;
    flex: none;
    inline-size: 64px;
    block-size: 64px;
  }
  .face,
  .add {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
    padding: 0;
    border: 1px solid var(--chasqui-border);
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text-2);
    overflow: hidden;
    cursor: pointer;
  }
  .add {
    background: none;
  }
  .add:hover {
    background: var(--chasqui-bg-muted);
  }
  .face[aria-pressed='true'] {
    border-color: var(--chasqui-accent);
    box-shadow: 0 0 0 1px var(--chasqui-accent);
  }
  .refused .face {
    border-color: var(--chasqui-bad);
    box-shadow: none;
  }
  img,
  video {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .document {
    display: grid;
    align-content: end;
    justify-items: center;
    gap: 2px;
    block-size: 100%;
    padding-block-end: 10px;
  }
  .document b {
    font: 700 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .document small {
    font: 400 var(--chasqui-fs-1) var(--chasqui-font);
  }
  progress {
    position: absolute;
    inset-inline: 6px;
    inset-block-end: 6px;
    inline-size: calc(100% - 12px);
    block-size: 4px;
    border: 0;
    border-radius: 2px;
    background: rgb(0 0 0 / 0.4);
    appearance: none;
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: none;
  }
  progress::-webkit-progress-value {
    background: #ffffff;
  }
  progress::-moz-progress-bar {
    background: #ffffff;
  }
  .remove {
    position: absolute;
    inset-block-start: -6px;
    inset-inline-end: -8px;
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    padding: 0;
    border: 2px solid var(--chasqui-bg);
    border-radius: 50%;
    background: #33413b;
    color: #ffffff;
    cursor: pointer;
  }
  .remove:hover {
    background: #101815;
  }
  p.refused {
    display: flex;
    gap: 6px;
    margin: 6px 2px 0;
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    overflow-wrap: anywhere;
  }
  p.refused svg {
    flex: none;
    margin-block-start: 1px;
  }
  @media (pointer: coarse) {
    li {
      inline-size: 80px;
      block-size: 80px;
    }
    .remove {
      inline-size: 32px;
      block-size: 32px;
    }
  }
`;
