import { css } from 'lit';

/** Cards and their parts: every element of the settings tab adopts it. */
export const cardStyles = css`
  .card {
    border: 1px solid var(--chasqui-border);
    border-radius: var(--chasqui-radius-lg);
    background: var(--chasqui-bg);
  }
  .card > header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-block-size: 48px;
    padding: 8px 16px;
    border-block-end: 1px solid var(--chasqui-border);
  }
  h3 {
    font: 600 var(--chasqui-fs-4) var(--chasqui-font);
  }
  .body {
    display: grid;
    gap: 16px;
    padding: 16px;
  }
  .text {
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    padding: 2px 10px;
    border-radius: var(--chasqui-radius-full);
    font: 500 var(--chasqui-fs-3) var(--chasqui-font);
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text-2);
    white-space: nowrap;
  }
  .pill.connected,
  .pill.ok {
    background: var(--chasqui-ok-soft);
    color: var(--chasqui-ok-text);
  }
  .pill.degraded {
    background: var(--chasqui-warn-soft);
    color: var(--chasqui-warn-text);
  }
  .pill.disconnected {
    background: var(--chasqui-bad-soft);
    color: var(--chasqui-bad-text);
  }
  .result {
    display: flex;
    gap: 8px;
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .result.ok .icon {
    color: var(--chasqui-ok-text);
  }
  .result.bad,
  .result.bad .icon {
    color: var(--chasqui-bad-text);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .actions .text {
    flex: 1 1 180px;
  }
`;

export const settingsStyles = css`
  :host {
    display: block;
    block-size: 100%;
    overflow: auto;
    background: var(--chasqui-bg-subtle);
    container: settings / inline-size;
  }
  .page {
    display: grid;
    gap: 12px;
    padding: 16px;
    max-inline-size: 1080px;
    margin-inline: auto;
  }
  .page > header {
    display: none;
  }
  h2 {
    font: 600 var(--chasqui-fs-6) var(--chasqui-font);
    letter-spacing: -0.01em;
  }
  .main,
  .side {
    display: grid;
    gap: 12px;
    align-content: start;
    min-inline-size: 0;
  }
  .wait {
    display: grid;
    place-content: center;
    gap: 12px;
    block-size: 100%;
    text-align: center;
    color: var(--chasqui-text-2);
    padding: 24px;
  }
  @container settings (min-width: 720px) {
    .page {
      grid-template-columns: minmax(0, 1fr) 300px;
      gap: 16px;
      padding: 24px;
    }
    .page > header {
      display: block;
      grid-column: 1 / -1;
    }
    .main,
    .side {
      gap: 16px;
    }
  }
`;
