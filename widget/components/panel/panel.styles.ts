import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: block;
    container: chasqui / size;
    overflow: hidden;
    border-radius: var(--chasqui-radius-xl);
    background: var(--chasqui-bg);
    box-shadow: var(--chasqui-shadow-3);
  }
  .panel {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    outline: none;
  }
  .rail {
    flex: none;
    border-block-end: 1px solid var(--chasqui-border);
  }
  .problem {
    padding: 8px 16px;
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .content {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
  }
  .view {
    flex: 1;
    min-block-size: 0;
    min-inline-size: 0;
    overflow: auto;
  }
  .view.chats {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    overflow: hidden;
  }
  .view.chats > * {
    grid-area: 1 / 1;
  }
  .list-head,
  .list-foot,
  .main {
    display: none;
  }
  .main > * {
    flex: 1;
    min-inline-size: 0;
  }
  .number {
    color: var(--chasqui-text-2);
  }
  .wait {
    display: block;
    inline-size: 24px;
    block-size: 24px;
    margin: 96px auto;
    color: var(--chasqui-accent);
  }
  .choose {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 4px;
    padding: 32px;
    background: var(--chasqui-bg-subtle);
    color: var(--chasqui-text-2);
    text-align: center;
  }
  .choose h2 {
    color: var(--chasqui-text);
    font: 600 var(--chasqui-fs-5) var(--chasqui-font);
  }
  .choose p {
    max-inline-size: 280px;
  }
  .choose .button {
    margin-block-start: 20px;
  }
  .choose-art {
    display: grid;
    place-items: center;
    inline-size: 80px;
    block-size: 80px;
    margin-block-end: 20px;
    border-radius: 50%;
    background: var(--chasqui-accent-soft);
    color: var(--chasqui-accent);
  }

  /* One pane: an open chat takes the whole panel, its own header included. */
  @container chasqui (width < 720px) {
    .has-chat .rail,
    .has-chat chasqui-conversation-list {
      display: none;
    }
    .has-chat .main {
      display: flex;
    }
  }

  @container chasqui (width >= 720px) {
    .panel:not(.signed-out) {
      flex-direction: row;
    }
    .panel:not(.signed-out) .rail {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: 8px;
      inline-size: 56px;
      padding-block: 12px;
      border-block-end: 0;
      border-inline-end: 1px solid var(--chasqui-border);
      background: var(--chasqui-bg-subtle);
    }
    .view.chats {
      grid-template-columns: 320px minmax(0, 1fr);
    }
    .view.chats > .main {
      display: flex;
      grid-column: 2;
    }
    chasqui-conversation-list {
      border-inline-end: 1px solid var(--chasqui-border);
    }
    .list-head {
      display: flex;
      align-items: center;
      justify-content: space-between;
      flex: none;
      block-size: 56px;
      padding-inline: 16px 12px;
    }
    .list-foot {
      display: flex;
      align-items: center;
      gap: 8px;
      flex: none;
      block-size: 36px;
      padding-inline: 16px;
      border-block-start: 1px solid var(--chasqui-border);
      font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    }
    .list-foot b {
      font-weight: 500;
    }
    .list-head h2 {
      font: 600 var(--chasqui-fs-5) var(--chasqui-font);
    }
    chasqui-chat {
      --chasqui-back-display: none;
    }
  }
  @container chasqui (width >= 1024px) {
    .view.chats {
      grid-template-columns: 352px minmax(0, 1fr);
    }
  }
  @container chasqui (width >= 1440px) {
    .view.chats {
      grid-template-columns: 380px minmax(0, 1fr);
    }
    chasqui-chat {
      --chasqui-bubble-cap: 640px;
    }
  }
  @container chasqui (width < 360px) {
    .number {
      display: none;
    }
  }
`;
