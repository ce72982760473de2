export { comparedText } from './cells';
export { openCompanyDatabase, openWritableCompanyDatabase } from './open';
export type {
	Cell,
	Column,
	ColumnType,
	CompanyDatabase,
	Condition,
	Connection,
	OpenOptions,
	Row,
	Select,
	Transaction,
	Value,
	WritableCompanyDatabase,
} from './types';
