import { css } from 'lit';

export const connectionBannerStyles = css`
  :host {
    display: block;
  }
  .banner {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 12px;
    border-block-end: 1px solid var(--chasqui-warn-line);
    background: var(--chasqui-warn-soft);
    color: var(--chasqui-text);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .banner .icon {
    color: var(--chasqui-warn-text);
  }
  .banner.bad {
    border-color: var(--chasqui-bad-line);
    background: var(--chasqui-bad-soft);
  }
  .banner.bad .icon {
    color: var(--chasqui-bad-text);
  }
  .words {
    flex: 1;
  }
  .link {
    padding: 2px 4px;
    border: 0;
    background: none;
    color: var(--chasqui-link);
    font: 500 var(--chasqui-fs-3) var(--chasqui-font);
    text-decoration: underline;
    cursor: pointer;
  }
`;
