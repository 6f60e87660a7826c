import { css } from 'lit';

export const avatarStyles = css`
  :host {
    display: inline-block;
    flex: none;
    inline-size: 36px;
    block-size: 36px;
  }
  .disc {
    display: grid;
    place-items: center;
    inline-size: 100%;
    block-size: 100%;
    border-radius: 50%;
    font: 600 var(--chasqui-fs-3) var(--chasqui-font);
  }
  .colour-1 {
    background: var(--chasqui-av-1);
    color: var(--chasqui-av-1-text);
  }
  .colour-2 {
    background: var(--chasqui-av-2);
    color: var(--chasqui-av-2-text);
  }
  .colour-3 {
    background: var(--chasqui-av-3);
    color: var(--chasqui-av-3-text);
  }
  .colour-4 {
    background: var(--chasqui-av-4);
    color: var(--chasqui-av-4-text);
  }
  .colour-5 {
    background: var(--chasqui-av-5);
    color: var(--chasqui-av-5-text);
  }
  .colour-6 {
    background: var(--chasqui-av-6);
    color: var(--chasqui-av-6-text);
  }
  .colour-7 {
    background: var(--chasqui-av-7);
    color: var(--chasqui-av-7-text);
  }
  .colour-8 {
    background: var(--chasqui-av-8);
    color: var(--chasqui-av-8-text);
  }
`;
