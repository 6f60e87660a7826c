import type { SetupStepId } from '../../../../backend/contract/setup-guide.ts';
import { META_PAGES } from '../meta-pages.ts';
import { t } from './guide-words.ts';

/** What a step says before its own controls. */
export interface GuideStep {
  id: SetupStepId;
  minutes: number;
  /** In order; `**` marks Meta's words. */
  lines: readonly string[];
  /** Meta's page, where there is one for everybody. */
  url: string | undefined;
}

/** Steps that end when a person says so, and how they can tell. */
export type ManualStep = Extract<SetupStepId, 'number' | 'app'>;
export const isManual = (id: SetupStepId): id is ManualStep => id === 'number' || id === 'app';

export const GUIDE_STEPS: readonly GuideStep[] = [
  {
    id: 'number',
    minutes: 3,
    lines: [t('number.line1'), t('number.line2'), t('number.line3')],
    url: META_PAGES.numberRules,
  },
  {
    id: 'app',
    minutes: 4,
    lines: [t('app.line1'), t('app.line2'), t('app.line3')],
    url: META_PAGES.createApp,
  },
  {
    id: 'credentials',
    minutes: 5,
    lines: [
      t('credentials.line1'),
      t('credentials.line2'),
      t('credentials.line3'),
      t('credentials.line4'),
    ],
    url: META_PAGES.systemUsers,
  },
  { id: 'webhook', minutes: 2, lines: [], url: undefined },
  { id: 'message', minutes: 1, lines: [], url: undefined },
];
