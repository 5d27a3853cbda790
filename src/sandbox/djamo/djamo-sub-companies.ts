import { randomUUID } from 'node:crypto';
import type { Timeline } from '../timeline.js';
import type { Collection } from './djamo-collections.js';

export interface SubCompany {
  id: string;
  createdAt: string;
  updatedAt: string;
  name: string;
  logoUrl: string | null;
  isActive: boolean;
}

type Fields = Record<string, unknown>;

/**
 * Stores the sub-companies: companies in whose name the business account pays (Djamo, "Subcompanies"). A new one is
 * active. They cannot be deleted, only deactivated.
 */
export class DjamoSubCompanies implements Collection<SubCompany> {
  readonly all: SubCompany[] = [];

  constructor(private readonly timeline: Timeline) {}

  /** Returns true if the sub-company exists and is active. Djamo's document says "Only active ones may be used". */
  isActive(id: string): boolean {
    return this.all.some((subCompany) => subCompany.id === id && subCompany.isActive);
  }

  create({ name, logoUrl = null }: Fields): SubCompany | string[] {
    const problems = problemsOf({ name, logoUrl });
    if (problems.length > 0) return problems;
    const now = this.timeline.timestamp();
    const id = `subco_${randomUUID()}`;
    const subCompany = { id, createdAt: now, updatedAt: now, name, logoUrl, isActive: true } as SubCompany;
    this.all.push(subCompany);
    return subCompany;
  }

  /**
   * Changes a sub-company. The PUT "behaves like PATCH", so fields that are left out keep their values. If a field is
   * invalid, nothing changes and its problems are returned.
   */
  update(subCompany: SubCompany, fields: Fields): SubCompany | string[] {
    const { name = subCompany.name, logoUrl = subCompany.logoUrl, isActive = subCompany.isActive } = fields;
    const problems = problemsOf({ name, logoUrl, isActive });
    if (problems.length > 0) return problems;
    return Object.assign(subCompany, { name, logoUrl, isActive, updatedAt: this.timeline.timestamp() });
  }
}

function problemsOf({ name, logoUrl, isActive = true }: Fields): string[] {
  const problems: string[] = [];
  if (typeof name !== 'string' || name === '') problems.push('name should not be empty');
  if (logoUrl !== null && typeof logoUrl !== 'string') problems.push('logoUrl must be a string');
  if (typeof isActive !== 'boolean') problems.push('isActive must be a boolean value');
  return problems;
}
