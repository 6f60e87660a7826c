import { css } from 'lit';
import { adminPageStyles } from './templates-admin.styles.ts';

export const editorStyles = [
  adminPageStyles,
  css`
    .columns,
    .parts,
    .end {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 12px;
      align-content: start;
    }
    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(220px, 100%), 1fr));
      gap: 16px;
    }
    h4 {
      margin: 0;
      font: 500 var(--chasqui-fs-4) var(--chasqui-font);
    }
    .count {
      margin-inline-start: auto;
      color: var(--chasqui-text-3);
      font: 400 var(--chasqui-fs-2) var(--chasqui-font);
    }
    .count.over {
      color: var(--chasqui-bad-text);
    }
    .variables {
      display: flex;
      flex-wrap: wrap;
      align-items: end;
      justify-content: space-between;
      gap: 12px;
    }
    .variables .field {
      flex: 0 1 260px;
    }
    .sample {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 12px;
      overflow-wrap: anywhere;
    }
    .group {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 12px;
      padding: 12px;
      border-radius: var(--chasqui-radius-md);
      background: light-dark(var(--chasqui-bg-subtle), var(--chasqui-bg));
    }
    .group .group {
      padding: 0;
      background: none;
    }
    .group .field .label {
      font: 500 var(--chasqui-fs-3-dense) var(--chasqui-font);
    }
    .buttons,
    .cards {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 12px;
    }
    .cards {
      gap: 16px;
    }
    .buttons:not(:has(li)) {
      display: none;
    }
    .buttons > li {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 12px;
      padding: 8px 12px 12px;
      border: 1px solid var(--chasqui-border);
      border-radius: var(--chasqui-radius-md);
      background: var(--settings-card);
    }
    .button-head {
      display: flex;
      align-items: center;
      gap: 4px;
    }
    .button-head h4 {
      flex: 1;
      min-inline-size: 0;
    }
    .card-button {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 12px;
      padding-block-start: 12px;
      border-block-start: 1px solid var(--chasqui-border);
    }
    .card-button strong {
      font: 500 var(--chasqui-fs-4) var(--chasqui-font);
    }
    .button-head strong {
      flex: 1;
      min-inline-size: 0;
      font: 500 var(--chasqui-fs-4) var(--chasqui-font);
    }
    .arrow-up svg {
      transform: scaleY(-1);
    }
    .check {
      display: flex;
      align-items: start;
      gap: 8px;
    }
    .check input {
      margin-block-start: 3px;
      accent-color: var(--chasqui-accent);
    }
    .note {
      display: flex;
      gap: 6px;
      color: var(--chasqui-bad-text);
      font: 400 var(--chasqui-fs-3-dense) var(--chasqui-font);
    }
    .leave {
      inline-size: min(400px, calc(100% - 32px));
      padding: 20px;
      border: 1px solid var(--chasqui-border);
      border-radius: var(--chasqui-radius-lg);
      background: var(--settings-card);
      color: inherit;
    }
    .leave::backdrop {
      background: rgb(0 0 0 / 45%);
    }
    .leave[open] {
      display: grid;
      gap: 12px;
    }
    .preview {
      overflow: hidden;
    }
    .phone {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 12px;
      padding: 16px;
      background: var(--chasqui-bg-canvas);
    }
    @container templates (min-width: 720px) {
      .columns {
        grid-template-columns: minmax(0, 1fr) minmax(280px, 36%);
        gap: 16px;
      }
      .parts {
        gap: 16px;
      }
      .parts,
      .end {
        grid-column: 1;
      }
      .preview {
        position: sticky;
        inset-block-start: 24px;
        grid-column: 2;
        grid-row: 1;
        align-self: start;
      }
    }
  `,
];
