import { css } from 'lit';

export const connectionBannerStyles = css`
  :host {
    display: block;
  }
  .banner {
    display: flex;
    gap: 10px;
    padding: 9px 12px;
    border-block-end: 1px solid var(--chasqui-warn-line);
    background: var(--chasqui-warn-soft);
    color: var(--chasqui-warn-text);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .banner.bad {
    border-color: var(--chasqui-bad-line);
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-bad-text);
  }
  .banner .icon {
    margin-block-start: 1px;
  }
  .banner .spinner {
    margin: 2px 1px 0;
  }
  p {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  strong {
    font-weight: 600;
  }
  button {
    min-block-size: 24px;
    padding: 0;
    border: 0;
    border-radius: var(--chasqui-radius-xs);
    background: none;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
`;
