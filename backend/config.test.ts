import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

describe('the configuration', () => {
  it('works without any variable', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3_000,
      publicUrl: 'http://127.0.0.1:3000',
      databaseUrl: 'sqlite:data/chasqui.sqlite',
      secretKeyFile: 'data/secret.key',
      graphApiUrl: 'https://graph.facebook.com',
      webhookRetentionDays: 30,
    });
  });

  it('names every fault at once', () => {
    const load = () =>
      loadConfig({
        PORT: 'many',
        DATABASE_URL: 'mysql://somewhere',
        WHATSAPP_PHONE_NUMBER_ID: 'abc',
        SETUP_TOKEN: 'short',
        WEBHOOK_RETENTION_DAYS: '0',
      });
    expect(load).toThrow(ConfigError);
    for (const name of [
      ...['PORT', 'DATABASE_URL', 'WHATSAPP_PHONE_NUMBER_ID', 'SETUP_TOKEN'],
      'WEBHOOK_RETENTION_DAYS',
    ]) {
      expect(load).toThrow(new RegExp(name));
    }
  });

  it('treats an empty variable as unset', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: '', LOG_LEVEL: '' }).port).toBe(3_000);
  });

  it('allows its own origin, its loopback twin, and those that are listed', () => {
    const { allowedOrigins } = loadConfig({
      ALLOWED_ORIGINS: 'https://a.example.com/x, https://b.example.com',
    });
    expect(allowedOrigins).toEqual([
      'http://127.0.0.1:3000',
      'http://localhost:3000',
      'https://a.example.com',
      'https://b.example.com',
    ]);
  });

  it('refuses an origin that is none', () => {
    expect(() => loadConfig({ ALLOWED_ORIGINS: 'app.example.com' })).toThrow(/ALLOWED_ORIGINS/);
  });

  it('takes the older name of the verify token when the newer is unset', () => {
    expect(loadConfig({ WHATSAPP_VERIFY_TOKEN: 'older-name' }).whatsapp.verifyToken).toBe(
      'older-name',
    );
    expect(
      loadConfig({ WHATSAPP_VERIFY_TOKEN: 'older', WHATSAPP_WEBHOOK_VERIFY_TOKEN: 'newer' })
        .whatsapp.verifyToken,
    ).toBe('newer');
  });

  it('offers «Connect with Facebook» only with all that it needs, and names what is missing', () => {
    expect(loadConfig({ META_APP_ID: '310000000000001' }).signup).toBeUndefined();
    const given = { META_EMBEDDED_SIGNUP_CONFIG_ID: '520000000000001' };
    expect(() => loadConfig(given)).toThrow(/META_APP_ID.*\n.*WHATSAPP_APP_SECRET/);
    const { signup } = loadConfig({
      ...given,
      META_APP_ID: '310000000000001',
      WHATSAPP_APP_SECRET: 'app-secret',
    });
    expect(signup).toEqual({
      appId: '310000000000001',
      configId: '520000000000001',
      appSecret: 'app-secret',
      sdkUrl: undefined,
    });
  });
});
