import { css } from 'lit';

export const mediaStyles = css`
  :host {
    display: block;
    max-inline-size: 100%;
  }
  /* A picture stands 4 px from the bubble's edge, text 10. */
  :host(.image),
  :host(.video),
  :host(.document) {
    margin: -2px -6px 4px;
    max-inline-size: calc(100% + 12px);
  }
  .box {
    display: block;
    inline-size: 264px;
    max-inline-size: 100%;
    aspect-ratio: var(--media-ratio, 4 / 3);
    min-block-size: 96px;
    max-block-size: 320px;
    padding: 0;
    border: 0;
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bubble-quote);
    overflow: hidden;
  }
  button.box {
    cursor: zoom-in;
  }
  :host(.sticker) .box {
    inline-size: 128px;
    aspect-ratio: 1;
    background: none;
  }
  video.box {
    aspect-ratio: 4 / 3;
    background: #000000;
  }
  img {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  :host(.sticker) img {
    object-fit: contain;
  }
  audio {
    display: block;
    inline-size: 264px;
    max-inline-size: 100%;
    block-size: 40px;
    margin-block: 2px;
  }
  .words {
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .placeholder {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 12px;
    color: var(--chasqui-text-2);
    text-align: center;
  }
  /* As high as what will take its place. */
  :host(.audio) .placeholder {
    flex-direction: row;
    aspect-ratio: auto;
    min-block-size: 40px;
    margin-block: 2px;
    padding: 4px 12px;
  }
  :host(.sticker) .placeholder {
    background: var(--chasqui-bubble-quote);
  }
  .retry {
    min-block-size: 24px;
    padding: 0 2px;
    border: 0;
    background: none;
    color: var(--chasqui-accent-text);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  .document {
    display: flex;
    align-items: center;
    gap: 10px;
    inline-size: 272px;
    max-inline-size: 100%;
    min-block-size: 56px;
    padding: 8px;
    border-radius: var(--chasqui-radius-md);
    background: var(--chasqui-bubble-quote);
  }
  .tile {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 36px;
    block-size: 40px;
    border-radius: var(--chasqui-radius-sm);
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
    font: 700 var(--chasqui-fs-1) var(--chasqui-font);
  }
  .tile.pdf {
    background: var(--chasqui-bad);
    color: var(--chasqui-on-bad);
  }
  .lines {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-inline-size: 0;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  @media (pointer: coarse) {
    .retry {
      min-block-size: 44px;
    }
  }
  @media (forced-colors: active) {
    .box,
    .document,
    .tile {
      border: 1px solid CanvasText;
    }
  }
`;
