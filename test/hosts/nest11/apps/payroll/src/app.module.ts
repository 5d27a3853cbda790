export { PayrollModule as AppModule } from './payroll.module';
