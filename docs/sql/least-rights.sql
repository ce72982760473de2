-- The least rights with which n8n reads the sales of Tango and marks what was sent. Run by the database
-- administrator in the central database (sqlcmd, or SQL Server Management Studio), once.
--
-- Before: put a password of your own, and the name of the database.
-- The login is a member of no role and may do nothing that is not listed here: it cannot read other tables, cannot
-- insert or delete anything, and of the one table that it writes it can change two columns.
CREATE LOGIN n8n_factulink WITH PASSWORD = N'<password>', CHECK_POLICY = ON;
GO
USE [<TangoCentral>];
GO
CREATE USER n8n_factulink FOR LOGIN n8n_factulink;
GO

-- What is read of each voucher: header, lines, taxes, treasury rows, and the kind of its type.
GRANT SELECT ON dbo.CTA02 TO n8n_factulink;
GRANT SELECT ON dbo.CTA03 TO n8n_factulink;
GRANT SELECT ON dbo.CTA04 TO n8n_factulink;
GRANT SELECT ON dbo.CTA29 TO n8n_factulink;
GRANT SELECT ON dbo.CTA_TIPO_COMPROBANTE_VENTAS TO n8n_factulink;
-- The pending list: read, and marked when the mall has confirmed a voucher.
GRANT SELECT ON dbo.EB_T_HistorialSincVentas_Solar TO n8n_factulink;
GRANT UPDATE ON dbo.EB_T_HistorialSincVentas_Solar (ESTADO_SYNC, FECHA_SYNC) TO n8n_factulink;
-- Only with the setting itemText = description.
GRANT SELECT ON dbo.CTA_ARTICULO TO n8n_factulink;
GO

-- Optional: lists to choose from in the editor, names of treasury accounts and of branches.
-- GRANT SELECT ON dbo.SBA01 TO n8n_factulink;
-- GRANT SELECT ON dbo.SUCURSAL TO n8n_factulink;

-- Optional: Mark Held, where the pending list has a column for the reason.
-- GRANT UPDATE ON dbo.EB_T_HistorialSincVentas_Solar (<column>) TO n8n_factulink;
