import { css } from 'lit';

export const panelHeaderStyles = css`
  .head {
    display: flex;
    align-items: center;
    gap: 12px;
    block-size: 56px;
    padding-inline: 16px 12px;
  }
  .tile {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 10px;
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
  }
  .tile-light {
    display: none;
    position: absolute;
    inset-block-end: -5px;
    inset-inline-end: -5px;
    place-items: center;
    inline-size: 16px;
    block-size: 16px;
    border-radius: 50%;
    background: var(--chasqui-bg-subtle);
  }
  .title {
    flex: 1;
    min-inline-size: 0;
  }
  h1,
  .title p {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  h1 {
    font: 600 var(--chasqui-fs-4) var(--chasqui-font);
  }
  .title p {
    display: flex;
    align-items: center;
    gap: 6px;
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .light-word {
    font-weight: 500;
  }
  .light-word.degraded,
  .light-word.reconnecting,
  .light-word.offline {
    color: var(--chasqui-warn-text);
  }
  .light-word.disconnected {
    color: var(--chasqui-bad-text);
  }
  .head-actions {
    display: flex;
    gap: 8px;
  }

  /* Wide, it is part of the rail: tile above, buttons below, the name at the foot of the list. */
  @container chasqui (width >= 720px) {
    .panel:not(.signed-out) .head {
      display: contents;
    }
    .panel:not(.signed-out) .title {
      display: none;
    }
    .panel:not(.signed-out) .tile-light {
      display: grid;
    }
    .panel:not(.signed-out) .head-actions {
      order: 1;
      flex-direction: column;
    }
  }
  @media (max-width: 480px) {
    .expand {
      display: none;
    }
  }
`;
