import { css } from 'lit';

/** Cards and their parts: every element of the settings tab adopts it. */
export const cardStyles = css`
  :host {
    /* What lies higher is lighter: white on grey by day, grey on black by night. */
    --settings-page: light-dark(var(--chasqui-bg-subtle), var(--chasqui-bg));
    --settings-card: light-dark(var(--chasqui-bg), var(--chasqui-bg-subtle));
  }
  .card {
    border: 1px solid var(--chasqui-border);
    border-radius: var(--chasqui-radius-lg);
    background: var(--settings-card);
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
  .result strong {
    font-weight: 600;
  }
  .result.ok strong,
  .result.ok .icon {
    color: var(--chasqui-ok-text);
  }
  .result.warn {
    color: var(--chasqui-warn-text);
  }
  .result.bad {
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
    background: var(--settings-page);
    container: settings / inline-size;
  }
  .page {
    position: relative;
    display: grid;
    gap: 12px;
    padding: 16px;
    max-inline-size: 1080px;
    margin-inline: auto;
  }
  h2:focus {
    outline: none;
  }
  h2 {
    font: 600 var(--chasqui-fs-6) var(--chasqui-font);
    letter-spacing: -0.01em;
  }
  .page > .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    min-inline-size: 0;
    justify-content: space-between;
    gap: 12px;
  }
  .head > .words {
    flex: 1;
  }
  .cards,
  .side {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
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
  @container settings (max-width: 719px) {
    /* The tab's label says it already; the headings keep their order. */
    .page > .head {
      justify-content: end;
    }
    .head > .words {
      position: absolute;
      clip-path: inset(50%);
    }
  }
  @container settings (min-width: 720px) {
    .page {
      gap: 16px;
      padding: 24px;
    }
    .cards,
    .side {
      gap: 16px;
    }
    .cards {
      grid-template-columns: minmax(0, 1fr) minmax(260px, 30%);
    }
    .cards > * {
      grid-column: 1;
    }
    /* Beside all others; they are taller, so it stretches none of them. */
    .cards > .side {
      grid-column: 2;
      grid-row: 1 / span 5;
    }
  }
`;
