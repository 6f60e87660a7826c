import { css } from 'lit';

export const setupGuideStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 100%;
    background: var(--settings-card);
    container: guide / inline-size;
  }
  .page {
    flex: 1;
    display: grid;
    align-content: start;
    gap: 24px;
    inline-size: 100%;
    max-inline-size: 720px;
    margin-inline: auto;
    padding: 24px;
  }
  h2 {
    font: 600 var(--chasqui-fs-6) var(--chasqui-font);
    letter-spacing: -0.01em;
  }
  .lead {
    margin-block-start: 4px;
    color: var(--chasqui-text-2);
  }
  .intro {
    display: flex;
    justify-content: space-between;
    gap: 16px;
  }
  .art .back {
    fill: var(--chasqui-accent-soft);
  }
  .art .front {
    fill: var(--chasqui-accent);
  }
  .art .stroke {
    fill: none;
    stroke: var(--chasqui-on-accent);
    stroke-width: 2.5;
    stroke-linecap: round;
  }
  .head {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: center;
    gap: 12px;
  }
  progress {
    grid-column: 1 / -1;
  }

  .steps > li {
    position: relative;
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr);
    gap: 12px;
    padding-block-end: 20px;
  }
  /* The line from one number to the next. */
  .steps > li:not(:last-child)::before {
    content: '';
    position: absolute;
    inset: 28px auto 4px 11px;
    inline-size: 2px;
    border-radius: 1px;
    background: var(--chasqui-bg-muted);
  }
  :host(:dir(rtl)) .steps > li:not(:last-child)::before {
    inset: 28px 11px 4px auto;
  }
  .steps > li.done:not(:last-child)::before {
    background: var(--chasqui-ok-line);
  }
  .mark {
    display: grid;
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    border-radius: 50%;
    background: var(--chasqui-bg-muted);
    color: var(--chasqui-text-2);
    font: 600 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .current > .mark {
    background: var(--chasqui-accent);
    color: var(--chasqui-on-accent);
  }
  .done > .mark {
    background: var(--chasqui-ok);
    color: var(--chasqui-bg);
  }
  .line {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 12px;
    inline-size: 100%;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    border-radius: var(--chasqui-radius-sm);
    background: none;
    font: 500 var(--chasqui-fs-4) var(--chasqui-font);
    line-height: 24px;
    text-align: start;
  }
  button.line {
    cursor: pointer;
  }
  button.line:hover .title {
    text-decoration: underline;
  }
  .done .title {
    color: var(--chasqui-text-2);
    font-weight: 400;
  }
  .time,
  .summary {
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .time {
    flex: none;
  }
  .open {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    margin-block: 8px 4px;
  }
  .check {
    display: flex;
    gap: 8px;
    padding: 8px 12px;
    border-radius: var(--chasqui-radius-md);
    background: var(--settings-page);
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .check .icon {
    color: var(--chasqui-accent-text);
  }
  .ways {
    display: grid;
    gap: 8px;
  }
  .foot {
    position: sticky;
    inset-block-end: 0;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    min-block-size: 60px;
    padding: 8px 16px;
    border-block-start: 1px solid var(--chasqui-border);
    background: var(--settings-card);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    color: var(--chasqui-text-2);
  }
  .foot > .place {
    margin-inline-end: auto;
  }
  .leave {
    justify-self: start;
    margin-inline-start: -15px;
  }
  @container guide (min-width: 720px) {
    .foot {
      padding-inline: max(24px, calc((100% - 720px) / 2 + 24px));
    }
    .ways {
      display: flex;
    }
  }
`;
