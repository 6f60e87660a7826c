import { css } from 'lit';

export const panelTabsStyles = css`
  .tabs {
    display: flex;
    align-items: center;
    gap: 4px;
    block-size: 44px;
    padding: 0 12px 8px;
  }
  .tablist {
    display: flex;
    flex: 1;
    gap: 4px;
  }
  .tab {
    position: relative;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    inline-size: 40px;
    block-size: 36px;
    padding: 0;
    border: 0;
    border-radius: var(--chasqui-radius-md);
    background: none;
    color: var(--chasqui-text-2);
    font: 500 var(--chasqui-fs-4) var(--chasqui-font);
    cursor: pointer;
  }
  .tab:hover {
    background: var(--chasqui-bg-muted);
  }
  .tab-label {
    display: none;
  }
  .tab[aria-selected='true'] {
    inline-size: auto;
    padding-inline: 12px;
    background: var(--chasqui-accent-soft);
    color: var(--chasqui-accent-text);
  }
  .tab[aria-selected='true'] .tab-label {
    display: inline;
  }

  @container chasqui (width >= 720px) {
    .tabs {
      display: contents;
    }
    .tabs .compose,
    .tab[aria-selected='true'] .tab-label {
      display: none;
    }
    .tablist {
      flex: 1;
      flex-direction: column;
      margin-block-start: 8px;
    }
    .tab,
    .tab[aria-selected='true'] {
      inline-size: 40px;
      block-size: 40px;
      padding: 0;
    }
    .tab-badge {
      position: absolute;
      inset-block-start: -4px;
      inset-inline-end: -6px;
      min-inline-size: 18px;
      padding: 0 5px;
      border-radius: var(--chasqui-radius-full);
      background: var(--chasqui-accent);
      color: var(--chasqui-on-accent);
      box-shadow: 0 0 0 2px var(--chasqui-bg-subtle);
      font: 600 11px/18px var(--chasqui-font);
    }
    .account {
      order: 2;
    }
  }
`;
